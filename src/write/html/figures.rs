//! Figures, drawn of tables. The table beside each says the same in words; patterns tell the parts apart where there are no colours.

use maud::{Markup, html};

use super::cells::tone;
use super::text;
use crate::artefact::document::{Cell, Figure, Table, Tone};
use crate::quantity::{Decimal, Scalar};
use crate::source::letters;

/// A figure of a table, with what it shows as a text.
pub(super) fn figure(figure: &Figure, table: &Table, name: &str) -> Markup {
    match figure {
        Figure::Shares { label, parts } => shares(table, label, parts, name),
    }
}

/// The height of a bar and of the room it stands in, and the width of the whole.
const BAR: usize = 16;
const ROOM: usize = 26;
const WIDTH: usize = 720;
/// Where bars begin, and how long the longest is; their counts stand behind them.
const BEGIN: usize = 300;
const LENGTH: usize = 360;
/// What stays free at either end of the legend.
const MARGIN: usize = 16;
/// As many letters of a label as fit before the bar.
const LABEL: usize = 44;

struct Bar {
    label: String,
    parts: Vec<(usize, Tone)>,
}

fn shares(table: &Table, label: &[usize], parts: &[(usize, Tone)], name: &str) -> Markup {
    let bars: Vec<Bar> = table
        .rows
        .iter()
        .map(|row| Bar {
            label: label.iter().filter_map(|&at| row.cells.get(at)).map(crate::write::plain).collect::<Vec<_>>().join(" "),
            parts: parts.iter().map(|&(at, tone)| (row.cells.get(at).map_or(0, count), tone)).collect(),
        })
        .collect();
    let longest = bars.iter().map(|bar| bar.parts.iter().map(|(count, _)| count).sum()).max().unwrap_or(0).max(1);
    let height = bars.len() * ROOM + ROOM;
    // The words stand below all of the figure, so that five of them fit.
    let step = (WIDTH - 2 * MARGIN) / parts.len().max(1);
    let legend = parts.iter().filter_map(|&(at, tone)| Some((&table.columns.get(at)?.title, tone)));
    html! {
        figure.drawn {
            svg viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-label={ (letters::shown(name)) ": bars by row; the table below has the figures" } {
                @for (at, bar) in bars.iter().enumerate() { (bar_of(bar, at, longest)) }
                @for (place, (title, kind)) in legend.enumerate() {
                    rect.part.(tone(kind)) x=(MARGIN + place * step) y=(height - ROOM + 8) width="12" height="12" {}
                    text.legend x=(MARGIN + place * step + 17) y=(height - ROOM + 18) { (text(title)) }
                }
            }
        }
    }
}

fn bar_of(bar: &Bar, at: usize, longest: usize) -> Markup {
    let total: usize = bar.parts.iter().map(|(count, _)| count).sum();
    let mut x = BEGIN;
    let top = at * ROOM + 4;
    let parts: Vec<(usize, usize, usize, Tone)> = bar
        .parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|&(count, kind)| {
            let width = (count * LENGTH / longest).max(2);
            let begin = x;
            x += width;
            (begin, width, count, kind)
        })
        .collect();
    html! {
        text.label x=(BEGIN - 10) y=(top + 12) text-anchor="end" { (text(&shortened(&bar.label))) }
        @for (begin, width, _, kind) in &parts { rect.part.(tone(*kind)) x=(begin) y=(top) width=(width) height=(BAR) {} }
        text.total x=(x + 6) y=(top + 12) { (total) }
    }
}

fn shortened(label: &str) -> String {
    match label.char_indices().nth(LABEL) {
        Some((end, _)) => format!("{}…", label.get(..end).unwrap_or_default().trim_end()),
        None => label.to_owned(),
    }
}

fn count(cell: &Cell) -> usize {
    match cell {
        Cell::Scalar(Scalar::Number(number)) if *number > Decimal::ZERO => number.to_string().parse().unwrap_or(0),
        Cell::Scalar(Scalar::Int(number)) => usize::try_from(*number).unwrap_or(0),
        _ => 0,
    }
}
