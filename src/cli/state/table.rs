//! Tables and bars in letters of one width.

/// On which side the cells of a column stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Texts.
    Left,
    /// Figures.
    Right,
}

/// Appends rows with their columns lined up, two blanks between them; nothing trails.
pub fn rows(sides: &[Side], rows: &[Vec<String>], indent: &str, out: &mut String) {
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..sides.len()).map(width).collect();
    for row in rows {
        let mut line = indent.to_owned();
        for (at, ((cell, side), width)) in row.iter().zip(sides).zip(&widths).enumerate() {
            if at > 0 {
                line.push_str("  ");
            }
            let gap = " ".repeat(width.saturating_sub(cell.chars().count()));
            match side {
                Side::Left => line.extend([cell.as_str(), &gap]),
                Side::Right => line.extend([gap.as_str(), cell]),
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// `text`, or as much of it as leaves room for a sign that there is more.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A bar of `width` signs, one sort of sign for each count. The first count never fills the bar while there are others, and no count that
/// is not zero goes without a sign, as far as there are enough of them.
pub fn bar(counts: &[(usize, char)], width: usize) -> String {
    let total: usize = counts.iter().map(|(count, _)| count).sum();
    if total == 0 {
        return String::new();
    }
    let mut lengths: Vec<usize> = counts.iter().map(|(count, _)| (count * width / total).max(usize::from(*count > 0))).collect();
    let mut sum: usize = lengths.iter().sum();
    // What rounding left over goes to the last that are not zero, what it took too much from the longest.
    while sum < width {
        let Some(at) = counts.iter().rposition(|(count, _)| *count > 0) else { break };
        if let Some(length) = lengths.get_mut(at) {
            *length += 1;
        }
        sum += 1;
    }
    while sum > width {
        let longest = lengths.iter().copied().max().unwrap_or(0);
        match lengths.iter_mut().find(|length| **length == longest && longest > 1) {
            Some(length) => *length -= 1,
            None => break,
        }
        sum -= 1;
    }
    lengths.iter().zip(counts).flat_map(|(length, (_, sign))| std::iter::repeat_n(*sign, *length)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_hides_no_gap() {
        assert_eq!(bar(&[(10, '#'), (0, '.')], 10), "##########");
        assert_eq!(bar(&[(999, '#'), (1, '.')], 10), "#########.");
        assert_eq!(bar(&[(1, '#'), (999, '.')], 10), "#.........");
        assert_eq!(bar(&[(500, '#'), (1, '-'), (1, '.')], 10), "########-.");
        assert_eq!(bar(&[(2, '#'), (1, '-'), (0, '.')], 10), "######----");
        assert_eq!(bar(&[(0, '#'), (0, '.')], 10), "");
        for first in 0..40 {
            for second in 0..40 {
                let drawn = bar(&[(first, '#'), (second, '.')], 12);
                assert_eq!(drawn.chars().count(), if first + second == 0 { 0 } else { 12 });
                assert_eq!(drawn.contains('#'), first > 0);
                assert_eq!(drawn.contains('.'), second > 0);
            }
        }
    }

    #[test]
    fn columns_line_up() {
        let mut out = String::new();
        let table = [["a", "1"], ["é long", "22"]].map(|row| row.map(str::to_owned).to_vec());
        rows(&[Side::Left, Side::Right], &table, "  ", &mut out);
        assert_eq!(out, "  a        1\n  é long  22\n");
        assert_eq!(cut("a long title", 6), "a lon…");
        assert_eq!(cut("short", 6), "short");
    }
}
