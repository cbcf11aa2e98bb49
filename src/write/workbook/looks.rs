//! How cells look: quiet, legible in black and white, with colour only for verdicts, whose word says the same.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::artefact::document::{Align, Tone};

/// What is drawn around cells.
const LINE: u32 = 0x00D9_D9D9;

/// Heads and headings.
const DARK: u32 = 0x001F_3A4D;

/// What stands beside the matter.
const QUIET: u32 = 0x0055_5555;

/// What leads somewhere.
const LINK: u32 = 0x000B_5CAD;

/// What is not to be overlooked.
const ALARM: u32 = 0x009C_2B1B;

/// What lies behind a word, and the word on it. Behind them grow darker as it grows worse, so that they tell apart in grey, too.
const GOOD: (u32, u32) = (0x00E6_F4E6, 0x001B_5E20);
const OPEN: (u32, u32) = (0x00DC_E3F5, 0x0026_3680);
const FAIR: (u32, u32) = (0x00FA_DC9B, 0x005C_3B00);
const BAD: (u32, u32) = (0x00E8_AFA8, 0x006B_120B);

/// What lies behind cells that are to be filled in, and behind their head.
const FILL: (u32, u32) = (0x00FF_FBE6, 0x0061_4A12);

/// The formats of all cells, made once.
pub(super) struct Looks {
    /// The title of a sheet.
    pub title: Format,
    /// What stands below a title, or in place of rows.
    pub aside: Format,
    /// A name beside a value.
    pub name: Format,
    /// Running text, and values beside their names.
    pub prose: Format,
    /// A day outside a table.
    pub plain_day: Format,
    /// A remark that weighs.
    pub caution: Format,
    /// A mark on one line.
    pub mark: Format,
    /// The heading of a chapter in the contents.
    pub chapter: Format,
    /// A link.
    pub link: Format,
    /// The way back.
    pub back: Format,
    /// A day.
    pub day: Format,
    /// The head of what is to be filled in.
    pub fill_head: Format,
    /// What is to be filled in.
    pub fill: Format,
    /// A day that is to be filled in.
    pub fill_day: Format,
    heads: [Format; 3],
    texts: [Format; 3],
    figure: Format,
    verdicts: [Format; 4],
}

impl Looks {
    pub fn new() -> Looks {
        let plain = || Format::new().set_font_name("Calibri").set_font_size(10);
        let top = || plain().set_align(FormatAlign::Top);
        let cell = || top().set_border(FormatBorder::Thin).set_border_color(Color::RGB(LINE));
        let side = |format: Format| {
            [
                format.clone().set_align(FormatAlign::Left),
                format.clone().set_align(FormatAlign::Center),
                format.set_align(FormatAlign::Right),
            ]
        };
        let head = cell().set_bold().set_text_wrap().set_background_color(Color::RGB(DARK)).set_font_color(Color::White);
        let fill = || cell().set_text_wrap().set_align(FormatAlign::Left).set_background_color(Color::RGB(FILL.0));
        let verdict = |(behind, letters): (u32, u32)| {
            cell().set_text_wrap().set_background_color(Color::RGB(behind)).set_font_color(Color::RGB(letters))
        };
        Looks {
            title: plain().set_font_size(14).set_bold().set_font_color(Color::RGB(DARK)),
            aside: plain().set_font_color(Color::RGB(QUIET)),
            name: top().set_bold().set_text_wrap(),
            prose: top().set_text_wrap().set_align(FormatAlign::Left),
            plain_day: top().set_align(FormatAlign::Left).set_num_format(DAY),
            caution: top().set_bold().set_text_wrap().set_font_color(Color::RGB(ALARM)),
            mark: plain().set_bold().set_font_color(Color::RGB(ALARM)),
            chapter: plain().set_font_size(11).set_bold().set_font_color(Color::RGB(DARK)),
            link: cell().set_text_wrap().set_font_color(Color::RGB(LINK)),
            back: plain().set_font_color(Color::RGB(LINK)),
            day: cell().set_align(FormatAlign::Left).set_num_format(DAY),
            fill_head: head.clone().set_background_color(Color::RGB(FILL.1)).set_align(FormatAlign::Left),
            fill: fill(),
            fill_day: fill().set_num_format(DAY),
            heads: side(head),
            texts: side(cell().set_text_wrap()),
            figure: cell().set_align(FormatAlign::Right),
            verdicts: [GOOD, OPEN, FAIR, BAD].map(verdict),
        }
    }

    /// The head of a column whose cells stand on this side.
    pub fn head(&self, align: Align) -> &Format {
        on(&self.heads, align)
    }

    /// A text on this side of its cell.
    pub fn text(&self, align: Align) -> &Format {
        on(&self.texts, align)
    }

    /// A figure, shown in the form of numbers that spreadsheets know it by.
    pub fn figure(&self, form: &str) -> Format {
        self.figure.clone().set_num_format(form)
    }

    /// A verdict.
    pub fn verdict(&self, tone: Tone, align: Align) -> &Format {
        let [good, open, fair, bad] = &self.verdicts;
        match tone {
            Tone::Good => good,
            Tone::Open => open,
            Tone::Fair => fair,
            Tone::Bad => bad,
            Tone::Neutral => self.text(align),
        }
    }
}

/// How days are shown.
const DAY: &str = "yyyy-mm-dd";

fn on([left, centre, right]: &[Format; 3], align: Align) -> &Format {
    match align {
        Align::Left => left,
        Align::Centre => centre,
        Align::Right => right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.2).
    fn luminance(colour: u32) -> f64 {
        let part = |shift: u32| {
            let value = f64::from(colour >> shift & 0xFF) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }

    fn contrast(one: u32, other: u32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_word_can_be_read_on_what_lies_behind_it() {
        let white = 0x00FF_FFFF;
        for (behind, letters) in [
            GOOD,
            OPEN,
            FAIR,
            BAD,
            (DARK, white),
            (FILL.1, white),
            (FILL.0, 0),
            (white, QUIET),
            (white, LINK),
            (white, ALARM),
            (white, DARK),
        ] {
            assert!(contrast(behind, letters) >= 4.5, "{behind:06x} {letters:06x}: {}", contrast(behind, letters));
        }
    }

    #[test]
    fn verdicts_tell_apart_in_grey() {
        let greys = [0x00FF_FFFF, GOOD.0, OPEN.0, FAIR.0, BAD.0].map(luminance);
        for pair in greys.windows(2) {
            let [lighter, darker] = pair else { unreachable!("pairs") };
            assert!(lighter > darker, "{greys:?}");
        }
    }
}
