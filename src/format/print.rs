//! Writes shapes as lines.

use std::ops::Range;

use super::WIDTH;
use super::run::Run;
use super::shape::{Body, Column, Form, Part, Remark, Shape, list};
use super::spacing::{Within, is_parted};
use crate::syntax::tokens::{Gap, Kind, Token};

/// The text as it comes to be.
pub struct Printer<'a> {
    text: &'a str,
    tokens: &'a [Token],
    out: String,
    /// Where the last line of `out` begins.
    line: usize,
    /// Whether a bracket has just been opened, behind which no blank line stands.
    opened: bool,
    /// Whether the last stretch is left as it is: then so is its end.
    exact: bool,
    /// How lines of the text end.
    end_of_line: &'static str,
}

/// The sort of brackets that parts stand in: it says what is written between them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sort {
    /// A whole file: each on a line of its own.
    File,
    /// Braces: a comma between those that share a line.
    Braces,
    /// A list: a comma behind each.
    List,
}

impl<'a> Printer<'a> {
    /// Nothing is written yet.
    pub fn new(text: &'a str, tokens: &'a [Token], end_of_line: &'static str) -> Printer<'a> {
        let out = String::with_capacity(text.len() + text.len() / 16);
        Printer { text, tokens, out, line: 0, opened: false, exact: false, end_of_line }
    }

    /// The text, which ends its last line.
    pub fn finish(mut self) -> String {
        if !self.out.is_empty() && !self.out.ends_with('\n') && !self.exact {
            self.out.push_str(self.end_of_line);
        }
        self.out
    }

    /// A stretch that is left as it is, with the blanks before it on its line.
    pub fn as_it_is(&mut self, range: Range<usize>) {
        let before = self.text.get(..range.start).unwrap_or_default();
        let blanks = before.rfind('\n').map_or(before, |newline| before.get(newline + 1..).unwrap_or_default());
        let first = self.tokens.partition_point(|token| (token.start as usize) < range.start);
        let gap = self.tokens.get(first).map_or(Gap::Line, |token| token.gap);
        if gap >= Gap::Line {
            if !self.out.is_empty() {
                self.end_line();
            }
            if gap == Gap::BlankLine && !self.out.is_empty() && !self.ends_blank() {
                self.out.push_str(self.end_of_line);
            }
            self.out.push_str(blanks);
        } else if !self.out.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
        let mut end = range.end;
        if end < self.text.len() {
            // What stands before the next item on its line belongs to that item.
            let next = self.tokens.partition_point(|token| (token.start as usize) < end);
            let last = next.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |last| last.end as usize);
            let gap = self.text.get(last..end).unwrap_or_default();
            end = gap.rfind('\n').map_or(end, |newline| last + newline + 1);
        }
        self.out.push_str(self.text.get(range.start..end).unwrap_or_default());
        self.exact = true;
        self.line = self.out.rfind('\n').map_or(0, |at| at + 1);
    }

    /// A stretch of items.
    pub fn stretch(&mut self, shape: &Shape) {
        self.exact = false;
        self.parts(&shape.parts, Sort::File, false, 0);
        self.remarks(&shape.below, 0);
    }

    /// Parts, each line of them indented by `indent`; `flat` says that all of them were written on one line.
    fn parts(&mut self, parts: &[Part], sort: Sort, flat: bool, indent: usize) {
        let lines = self.lines(parts, sort, flat, indent);
        let widths = [Column::Fields, Column::Columns].map(|column| self.width(&lines, column));
        for line in lines {
            let Some((first, others)) = line.split_first() else { continue };
            self.remarks(&first.above, indent);
            self.new_line(indent, first.blank);
            self.form(&first.form, indent, widths);
            for part in others {
                self.out.push_str(", ");
                self.form(&part.form, indent, [0, 0]);
            }
            if sort == Sort::List {
                self.out.push(',');
            }
            if let Some(remark) = line.last().and_then(|last| last.beside) {
                self.beside(remark);
            }
        }
    }

    /// Which parts share a line: as they were written, unless that is too wide or one of them needs more than a line.
    fn lines<'p>(&self, parts: &'p [Part], sort: Sort, flat: bool, indent: usize) -> Vec<&'p [Part]> {
        let mut lines: Vec<&[Part]> = Vec::with_capacity(parts.len());
        let mut begin = 0;
        let names = sort == Sort::List && parts.iter().all(|part| self.is_name(part));
        for at in 1..=parts.len() {
            let goes_on = sort != Sort::File
                && parts.get(at).is_some_and(|part| {
                    !part.fresh && part.above.is_empty() && parts.get(at - 1).is_some_and(|before| before.beside.is_none())
                });
            if goes_on {
                continue;
            }
            let line = &parts[begin..at];
            begin = at;
            // What was a list on one line, and too wide for it, has each of its texts on a line of its own.
            let apart = flat && sort == Sort::List && !names;
            if line.len() < 2
                || !apart && self.share(line).is_some_and(|width| indent + width + usize::from(sort == Sort::List) <= WIDTH)
            {
                lines.push(line);
            } else if names {
                // Where one line of a list of names is too wide, all are filled anew.
                return self.filled(parts, indent);
            } else {
                lines.extend(line.chunks(1));
            }
        }
        lines
    }

    /// As many names on each line as fit. A comment or a blank line still ends a line.
    fn filled<'p>(&self, parts: &'p [Part], indent: usize) -> Vec<&'p [Part]> {
        let mut lines = Vec::new();
        let mut begin = 0;
        let mut column = indent;
        for (at, part) in parts.iter().enumerate() {
            let width = self.flat(&part.form).map_or(0, |flat| flat.chars().count()) + 1;
            let ends =
                part.blank || !part.above.is_empty() || at.checked_sub(1).is_some_and(|before| parts[before].beside.is_some());
            if at > begin && (ends || column + 1 + width > WIDTH) {
                lines.push(&parts[begin..at]);
                begin = at;
                column = indent;
            }
            column += width + usize::from(at > begin);
        }
        lines.push(&parts[begin..]);
        lines
    }

    /// Whether the part is a single word or figure.
    fn is_name(&self, part: &Part) -> bool {
        match &part.form {
            Form::Run { tokens } => {
                self.tokens[tokens.clone()].iter().all(|token| !matches!(token.kind, Kind::Text | Kind::Open(_) | Kind::Close(_)))
            }
            Form::Labelled { .. } | Form::Headed { .. } => false,
        }
    }

    /// How wide the parts are on one line, if they can share one.
    fn share(&self, line: &[Part]) -> Option<usize> {
        let mut width = 0;
        for part in line {
            width += self.flat(&part.form)?.chars().count() + 2;
        }
        Some(width.saturating_sub(2))
    }

    /// How wide the labels are whose values stand in a column: nothing where one of them shares its line.
    fn width(&self, lines: &[&[Part]], column: Column) -> usize {
        let mut widest = 0;
        for line in lines {
            for part in *line {
                let Form::Labelled { label, value, column: own, within } = &part.form else { continue };
                if *own != column {
                    continue;
                }
                if line.len() > 1 {
                    return 0;
                }
                if !self.begins_line(value, *within) {
                    widest = widest.max(self.label_width(label));
                }
            }
        }
        widest
    }

    /// How wide a label is, without the equals sign that stands in the column itself.
    fn label_width(&self, label: &Range<usize>) -> usize {
        let own = if self.ends_in_equal(label) { label.start..label.end - 1 } else { label.clone() };
        self.words(own).chars().count()
    }

    fn ends_in_equal(&self, label: &Range<usize>) -> bool {
        label.end.checked_sub(1).and_then(|last| self.tokens.get(last)).is_some_and(|last| last.kind == Kind::Equal)
    }

    /// Whether the value begins a line of its own.
    fn begins_line(&self, value: &Range<usize>, within: Within) -> bool {
        self.tokens.get(value.start).is_some_and(|first| first.gap >= Gap::Line || first.is_comment())
            && self.as_list(value, within).is_none()
    }

    fn form(&mut self, form: &Form, indent: usize, widths: [usize; 2]) {
        match form {
            Form::Labelled { label, value, column, within } => {
                let width = match column {
                    Column::Fields => widths[0],
                    Column::Columns => widths[1],
                    Column::Free => 0,
                };
                self.labelled(label, value, *within, indent, width);
            }
            Form::Headed { head, body } => {
                self.head(head.clone(), indent);
                if let Some(body) = body {
                    self.body(body, indent);
                }
            }
            Form::Run { tokens } => self.value(tokens.clone(), Within::Expression, indent, indent + 2),
        }
    }

    fn labelled(&mut self, label: &Range<usize>, value: &Range<usize>, within: Within, indent: usize, width: usize) {
        let pad = width.saturating_sub(self.label_width(label));
        if self.ends_in_equal(label) {
            self.head(label.start..label.end - 1, indent);
            let own = self.begins_line(value, within);
            (0..if own { 0 } else { pad }).for_each(|_| self.out.push(' '));
            self.out.push_str(" =");
        } else {
            self.head(label.clone(), indent);
            let own = self.begins_line(value, within);
            (0..if own { 0 } else { pad }).for_each(|_| self.out.push(' '));
        }
        if value.is_empty() {
            return;
        }
        if self.begins_line(value, within) {
            let first = value.start;
            if self.tokens[first].gap < Gap::Line {
                self.beside(first);
                self.run(first + 1..value.end, indent, indent + 2, indent + 2);
            } else {
                self.run(value.clone(), indent, indent + 2, indent + 4);
            }
            return;
        }
        self.out.push(' ');
        let further = if width > 0 { self.column() } else { indent + 2 };
        self.value(value.clone(), within, indent, further);
    }

    /// A list or a run of tokens at the present place; further lines of the latter are indented by `further`.
    fn value(&mut self, range: Range<usize>, within: Within, indent: usize, further: usize) {
        match self.as_list(&range, within) {
            Some(list) => self.list(&list, indent),
            None => self.laid_out(range, indent, further),
        }
    }

    /// The list that a value is, if it is one.
    fn as_list(&self, range: &Range<usize>, within: Within) -> Option<Body> {
        if within == Within::Type { None } else { list(self.text, self.tokens, range.clone()) }
    }

    /// A run that begins a line of its own.
    fn run(&mut self, range: Range<usize>, indent: usize, own: usize, further: usize) {
        if range.is_empty() {
            return;
        }
        self.new_line(own, false);
        self.laid_out(range, indent.max(own), further);
    }

    fn laid_out(&mut self, range: Range<usize>, indent: usize, further: usize) {
        let (text, tokens) = (self.text, self.tokens);
        let column = self.column();
        let lines = Run { text, tokens, range: range.clone(), indent, column, further }.lines();
        let within = self.kinds_of(&range);
        for (place, at) in range.clone().enumerate() {
            match lines.begins(place) {
                Some(indent) => self.new_line(indent, false),
                None if place > 0 && is_parted(text, tokens, at, within(at)) => self.out.push(' '),
                None => {}
            }
            self.token(at);
        }
    }

    /// What each token of a run is read as: a type up to the first word that says more of the field.
    fn kinds_of(&self, range: &Range<usize>) -> impl Fn(usize) -> Within + use<'a> {
        let (text, tokens) = (self.text, self.tokens);
        let word = |at: usize| tokens.get(at).and_then(|token: &Token| text.get(token.range())).unwrap_or_default();
        let ends_type = |&at: &usize| {
            matches!(word(at), "contains" | "inverse" | "must" | "=" | ":=")
                || matches!(tokens[at].kind, Kind::Number | Kind::Text)
                // `+` of a type is followed by nothing that could be added.
                || (word(at) == "+" && at + 1 < range.end && !matches!(word(at + 1), "contains" | "inverse" | "must" | "=" | ":=" | ")" | ","))
        };
        let end = range.clone().find(ends_type).unwrap_or(range.end);
        move |at| if at < end { Within::Type } else { Within::Expression }
    }

    /// Words on one line, whatever the lines they were written on; a comment between them still ends its line.
    fn head(&mut self, range: Range<usize>, indent: usize) {
        let within = self.kinds_of(&range);
        for at in range.clone() {
            if at > range.start {
                if self.tokens[at - 1].is_comment() || (self.tokens[at].is_comment() && self.tokens[at].gap >= Gap::Line) {
                    self.new_line(indent + 2, false);
                } else if is_parted(self.text, self.tokens, at, within(at)) {
                    self.out.push(' ');
                }
            }
            self.token(at);
        }
        if range.end > range.start && self.tokens[range.end - 1].is_comment() {
            self.new_line(indent, false);
        }
    }

    /// A body in braces, behind its head.
    fn body(&mut self, body: &Body, indent: usize) {
        if self.column() > indent && !self.out.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
        if !body.broken
            && let Some(flat) = self.flat_body(body)
            && self.column() + flat.chars().count() <= WIDTH
        {
            self.out.push_str(&flat);
            return;
        }
        self.token(body.open);
        if let Some(remark) = body.beside {
            self.beside(remark);
        }
        if body.parts.is_empty() && body.below.is_empty() && body.beside.is_none() {
            self.token(body.close);
            return;
        }
        self.inside(body, Sort::Braces, indent);
    }

    fn list(&mut self, list: &Body, indent: usize) {
        if !list.broken
            && let Some(flat) = self.flat_list(list)
            && self.column() + flat.chars().count() <= WIDTH
        {
            self.out.push_str(&flat);
            return;
        }
        self.token(list.open);
        if let Some(remark) = list.beside {
            self.beside(remark);
        }
        if list.parts.is_empty() && list.below.is_empty() && list.beside.is_none() {
            self.token(list.close);
            return;
        }
        self.inside(list, Sort::List, indent);
    }

    fn inside(&mut self, body: &Body, sort: Sort, indent: usize) {
        self.opened = true;
        self.parts(&body.parts, sort, !body.broken, indent + 2);
        self.remarks(&body.below, indent + 2);
        self.new_line(indent, false);
        self.token(body.close);
    }

    /// A form as it stands on one line; `None` where it needs more.
    fn flat(&self, form: &Form) -> Option<String> {
        match form {
            Form::Labelled { label, value, within, .. } => {
                Some(format!("{} {}", self.flat_words(label)?, self.flat_value(value, *within)?))
            }
            Form::Headed { head, body: None } => self.flat_words(head),
            Form::Headed { head, body: Some(body) } => Some(format!("{} {}", self.flat_words(head)?, self.flat_body(body)?)),
            Form::Run { tokens } => self.flat_value(tokens, Within::Expression),
        }
    }

    fn flat_value(&self, range: &Range<usize>, within: Within) -> Option<String> {
        match self.as_list(range, within) {
            Some(list) => self.flat_list(&list),
            None => self.flat_words(range),
        }
    }

    fn flat_list(&self, list: &Body) -> Option<String> {
        if list.broken {
            return None;
        }
        let parts: Option<Vec<String>> = list.parts.iter().map(|part| self.flat(&part.form)).collect();
        Some(format!("[{}]", parts?.join(", ")))
    }

    fn flat_body(&self, body: &Body) -> Option<String> {
        if body.broken {
            return None;
        }
        let parts: Option<Vec<String>> = body.parts.iter().map(|part| self.flat(&part.form)).collect();
        let parts = parts?;
        Some(if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) })
    }

    /// Tokens that stand on one line; `None` where they do not.
    fn flat_words(&self, range: &Range<usize>) -> Option<String> {
        let tokens = self.tokens.get(range.clone())?;
        let broken = tokens.iter().skip(1).any(|token| token.gap >= Gap::Line) || tokens.iter().any(Token::is_comment);
        let words = (!broken).then(|| self.words(range.clone()))?;
        (!words.contains('\n')).then_some(words)
    }

    fn words(&self, range: Range<usize>) -> String {
        let within = self.kinds_of(&range);
        let mut words = String::new();
        for at in range.clone() {
            if at > range.start && is_parted(self.text, self.tokens, at, within(at)) {
                words.push(' ');
            }
            words.push_str(self.text.get(self.tokens[at].range()).unwrap_or_default());
        }
        words
    }

    fn remarks(&mut self, remarks: &[Remark], indent: usize) {
        for remark in remarks {
            self.new_line(indent, remark.blank);
            self.token(remark.token);
        }
    }

    /// A comment behind what stands on the line.
    fn beside(&mut self, remark: usize) {
        self.out.push(' ');
        self.token(remark);
    }

    fn token(&mut self, at: usize) {
        let Some(word) = self.tokens.get(at).and_then(|token| self.text.get(token.range())) else { return };
        if let Some(newline) = word.rfind('\n') {
            self.line = self.out.len() + newline + 1;
        }
        self.out.push_str(word);
    }

    /// Begins a line, with a blank one before it if that is wanted and a line stands above that does not open a bracket.
    fn new_line(&mut self, indent: usize, blank: bool) {
        if !self.out.is_empty() {
            self.end_line();
            if blank && !self.opened && !self.ends_blank() {
                self.out.push_str(self.end_of_line);
            }
        }
        self.opened = false;
        self.line = self.out.len();
        (0..indent).for_each(|_| self.out.push(' '));
    }

    /// Ends the present line, if anything stands on it.
    fn end_line(&mut self) {
        let blanks = self.out.len() - self.out.trim_end_matches([' ', '\t']).len();
        // Blanks at the end are only those of an indentation that nothing came to stand behind, or of what is left as it is.
        if self.out.get(self.line..).is_some_and(|line| line.len() == blanks) {
            self.out.truncate(self.out.len() - blanks);
        }
        if !self.out.ends_with('\n') && !self.out.is_empty() {
            self.out.push_str(self.end_of_line);
        }
        self.line = self.out.len();
    }

    /// Whether the last line is blank.
    fn ends_blank(&self) -> bool {
        self.out.ends_with("\n\n") || self.out.ends_with("\n\r\n")
    }

    /// The column, in characters, at which the next one would stand.
    fn column(&self) -> usize {
        self.out.get(self.line..).map_or(0, |line| line.chars().count())
    }
}
