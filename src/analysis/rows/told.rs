//! What is told of declarations of rows, of rows and of cells.

use super::Table;
use super::declaration::{Declaration, Reading, Word, folded, is_unit};
use super::tally::{Common, TOLD};
use crate::analysis::references::Scene;
use crate::diag::{Code, Diagnostic, codes};
use crate::likeness::closest;
use crate::model::describe::{alternatives, kind_words, type_words, with_article};
use crate::model::{EntityId, Field, FieldId, FieldRole, KindId, Schema, Target, Type};
use crate::quantity::Date;
use crate::source::{FileId, Sources, Span};

// Of the declaration ---------------------------------------------------------------------------------------------------------------------

pub(super) fn no_row(schema: &Schema, place: Span, kind: KindId, part: FieldId) -> Diagnostic {
    let words = with_article(&kind_words(schema, kind));
    Diagnostic::error(&codes::E0802, place, format!("{words} is more than a row can hold"), "not for rows")
        .note(format!("it needs what stands inside it: `{}`", schema.field(part).name))
        .help("write each of them in the model")
}

pub(super) fn no_separator(place: Span, text: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0802, place, format!("`{text}` cannot part cells"), "one sign, or `tab`")
        .help("write the sign that stands between two cells: `\",\"`, `\";\"`, `\"|\"` or `\"tab\"`")
}

pub(super) fn no_day_form(place: Span, text: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0802, place, format!("`{text}` is no form of days"), "a day, a month and a year")
        .help("write how days look, with `DD`, `MM` or `MMM`, and `YYYY` or `YY`: `\"DD.MM.YYYY\"`; a time behind the day needs no mention")
}

pub(super) fn no_decimals(place: Span, text: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0802, place, format!("`{text}` cannot stand before decimals"), "`.` or `,`")
        .help("write `decimals: \",\"` where numbers look like `0,5`")
}

pub(super) fn no_field(schema: &Schema, kind: KindId, place: Span, name: &str) -> Diagnostic {
    let words = with_article(&kind_words(schema, kind));
    if let Some(field) = schema.field_named(kind, name).map(|field| schema.field(field)) {
        let why = match field.role {
            FieldRole::Contains => "it holds what stands inside, which no cell can",
            FieldRole::Inverse(_) | FieldRole::Computed => "it is worked out, and written nowhere",
            FieldRole::Written => "it is about the model itself",
        };
        return Diagnostic::error(&codes::E0802, place, format!("`{name}` cannot come from a column"), "no field of a row")
            .note(why)
            .help("leave the column out");
    }
    let told = Diagnostic::error(&codes::E0802, place, format!("{words} has no field `{name}`"), "unknown field");
    let fields = schema.kind(kind).fields.iter().map(|&field| schema.field(field));
    let mut known: Vec<&str> = fields.filter(|field| field.role == FieldRole::Written).map(|field| &*field.name).collect();
    known.extend(["id", "title"]);
    match closest(name, known) {
        Some(near) => told.did_you_mean(place, near),
        None => told.help(format!(
            "a column has the name of the field and the heading as its title: `column raised \"Opened\"`; `sms explain {}` shows the fields",
            schema.kind(kind).name
        )),
    }
}

/// Whether figures of a type can have this unit.
pub(super) fn takes_unit(ty: &Type, unit: &str) -> bool {
    match ty {
        Type::OneOf(targets) => targets.iter().any(|target| matches!(target, Target::Scalar(ty) if is_unit(ty, unit))),
        ty => is_unit(ty, unit),
    }
}

pub(super) fn no_unit(schema: &Schema, place: Span, unit: &str, field: Option<&Field>) -> Diagnostic {
    let told = match field {
        Some(field) => {
            let takes = type_words(schema, &field.ty);
            Diagnostic::error(
                &codes::E0802,
                place,
                format!("`{unit}` is no unit of `{}`, which takes {takes}", field.name),
                "no such unit",
            )
        }
        None => Diagnostic::error(&codes::E0802, place, "names and titles have no unit", "no such unit"),
    };
    told.help("units are minutes, hours, days, weeks, months and years, `%`, and codes of currencies such as `GBP`")
}

pub(super) fn no_meaning(scene: &Scene, field: &Field, word: &Word) -> Diagnostic {
    let message = format!("`{}` is nothing that `{}` can be", word.means, field.name);
    let told =
        Diagnostic::error(&codes::E0802, word.span, message, "unknown value").note(format!("it takes {}", choices(scene, field)));
    match nearest_value(scene, field, &word.means) {
        Some(near) => told.did_you_mean(word.span, &near),
        None => told.help("the name of a `word` is the value, and its title what cells say: `word p1 \"1 - Critical\"`"),
    }
}

pub(super) fn needed(schema: &Schema, declaration: &Declaration, field: &Field) -> Diagnostic {
    let kind = with_article(&kind_words(schema, declaration.kind));
    let place = declaration.node.id.map_or(declaration.node.kind.span, |id| id.span);
    Diagnostic::error(&codes::E0801, place, format!("no column gives `{}`, which {kind} needs", field.name), "")
        .note("nothing else is told of these rows until it is there")
        .help(format!("add `column {} \"…\"` with the heading it stands under", field.name))
}

// Of the file ----------------------------------------------------------------------------------------------------------------------------

pub(super) fn nothing_in(place: Span, file: FileId, is_empty: bool) -> Diagnostic {
    let message = if is_empty { "the record is empty" } else { "the record has headings and no rows" };
    let label = if is_empty { "an empty file" } else { "no rows" };
    Diagnostic::warning(&codes::E0807, place, message, label)
        .label(Span::new(file, 0, 0), if is_empty { "nothing here" } else { "all there is" })
        .note("a record without rows shows nothing of what was done")
        .help("export it again, or take the declaration out until there is something to record")
}

pub(super) fn too_many(place: Span, most: usize) -> Diagnostic {
    Diagnostic::error(
        &codes::E0803,
        place,
        format!("the record has more than {most} rows, and those behind were not read"),
        "too many rows",
    )
    .help("keep one record for each quarter or year, with a declaration each")
}

/// The headings that messages may list.
fn shown<'t>(declaration: &Declaration, titles: &'t [(String, Span)]) -> &'t [(String, Span)] {
    if declaration.is_private { &[] } else { titles }
}

/// The headings of a file, as messages list them.
fn listed(titles: &[(String, Span)]) -> String {
    const MOST: usize = 12;
    let mut words: Vec<String> = titles
        .iter()
        .filter(|(title, _)| !title.is_empty())
        .take(MOST)
        .map(|(title, _)| format!("`{}`", shortened(title)))
        .collect();
    if titles.len() > MOST {
        words.push(format!("{} more", titles.len() - MOST));
    }
    match &words[..] {
        [] => "not shown".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

pub(super) fn no_column(place: Span, heading: &str, headings: Span, titles: &[(String, Span)], found: &[usize]) -> Diagnostic {
    if !found.is_empty() {
        let message = format!("{} columns are headed `{heading}`, and either could be meant", found.len());
        let told = Diagnostic::error(&codes::E0801, place, message, "not one column");
        let places = found.iter().take(3).filter_map(|&at| titles.get(at));
        return places
            .fold(told, |told, (_, span)| told.label(*span, "headed so"))
            .help("give the two different headings in the export");
    }
    let told = Diagnostic::error(&codes::E0801, place, format!("the record has no column `{heading}`"), "no such heading")
        .label(headings, "the headings")
        .note(format!("its headings are {}", listed(titles)));
    match closest(heading, titles.iter().map(|(title, _)| title.as_str())) {
        Some(near) => told.help(format!("did you mean `{near}`?")),
        None => told.help("write the heading as it stands in the file, or take the column out; `heading_line` says where headings stand below others"),
    }
}

/// None of the headings is there: the cells are parted by another sign, or it is another file.
pub(super) fn other_headings(
    reading: &Reading,
    declaration: &Declaration,
    headings: Span,
    titles: &[(String, Span)],
) -> Diagnostic {
    let place = declaration.node.id.map_or(declaration.node.kind.span, |id| id.span);
    let message = "the record has none of the columns that are declared".to_owned();
    let told = Diagnostic::error(&codes::E0801, place, message, "")
        .label(headings, "the headings")
        .note(format!("its headings are {}", listed(shown(declaration, titles))));
    let line = reading.sources.text(headings);
    let parts = |sign: char| {
        let known: Vec<String> = line.split(sign).map(|title| folded(title.trim().trim_matches('"'))).collect();
        declaration.columns.iter().filter(|column| known.contains(&folded(&column.heading))).count()
    };
    let signs =
        [(';', "`separator: \";\"`"), ('\t', "`separator: \"tab\"`"), (',', "`separator: \",\"`"), ('|', "`separator: \"|\"`")];
    match signs.into_iter().max_by_key(|(sign, _)| parts(*sign)).filter(|(sign, _)| parts(*sign) > 0) {
        Some((_, setting)) => told.help(format!("the cells are parted by another sign: write {setting}")),
        None => told.help("correct the headings or the path; `heading_line` says where headings stand below other lines"),
    }
}

pub(super) fn no_columns(reading: &Reading, declaration: &Declaration, headings: Span, titles: &[(String, Span)]) -> Diagnostic {
    let place = declaration.node.id.map_or(declaration.node.kind.span, |id| id.span);
    let kind = with_article(&kind_words(reading.schema, declaration.kind));
    Diagnostic::error(&codes::E0801, place, format!("no heading of the record is called like a field of {kind}"), "")
        .label(headings, "the headings")
        .note(format!("its headings are {}", listed(shown(declaration, titles))))
        .help("say which field stands under which: `column raised \"Opened\"`, and `column id \"…\"` for the name of a row")
}

pub(super) fn never_closed(place: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0803, place, "this quotation mark is never closed", "opens a cell that never ends")
        .note("the row is left out")
        .help("close it, or write it twice where it is part of the text")
}

pub(super) fn goes_on(place: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0803, place, "a cell goes on behind its closing quotation mark", "closes the cell")
        .note("the row is left out")
        .help("within a cell in quotation marks write each of them twice: `\"the \"\"old\"\" switch\"`")
}

pub(super) fn other_width(place: Span, found: usize, width: usize, separator: u8, line: &str) -> Diagnostic {
    let cells = if found == 1 { "one cell".to_owned() } else { format!("{found} cells") };
    let told = Diagnostic::error(&codes::E0803, place, format!("this row has {cells}, and there are {width} headings"), "")
        .note("the row is left out: nobody can say which cell belongs to which heading");
    match (found > width && separator != b'\t', line.contains('"')) {
        (true, false) => told.help(format!("put a cell that holds `{}` in quotation marks", char::from(separator))),
        _ => told.help("mend the row, or export the record again"),
    }
}

pub(super) fn twice(sources: &Sources, place: Span, first: Span, path: &str, is_private: bool) -> Diagnostic {
    let (said, before) = (sources.text(place), sources.text(first));
    let told =
        Diagnostic::error(&codes::E0806, place, format!("`{path}` is there already"), "again here").label(first, "first here");
    let told = match is_private || said == before || first.file != place.file {
        true => told.note("the second row is left out: a reference could mean either of the two"),
        false => told.note(format!("`{before}` and `{said}` make one name, because only letters, digits and `_` stand in names")),
    };
    told.help("see to it that no two rows have one name, or take another column for `id`").about(path)
}

/// What stands for all faults of a sort that are not told one by one.
pub(super) fn rest(
    sources: &Sources,
    declaration: &Declaration,
    common: Common,
    code: &'static Code,
    more: usize,
    last: Span,
) -> Diagnostic {
    let line = sources.position(last).line;
    let (place, what) = match common {
        Common::Rows => {
            let place = declaration.node.id.map_or(declaration.node.kind.span, |id| id.span);
            (place, if more == 1 { "one more row is".to_owned() } else { format!("{more} more rows are") })
        }
        Common::Column(at) => {
            let column = declaration.columns.get(at);
            let heading = declaration.heading(at);
            let cells = if more == 1 { "one more cell".to_owned() } else { format!("{more} more cells") };
            let verb = if more == 1 { "is" } else { "are" };
            (column.map_or(declaration.node.span, |column| column.span), format!("{cells} of the column `{heading}` {verb}"))
        }
    };
    Diagnostic::error(code, place, format!("{what} at fault in the same way, the last in line {line}"), "not told one by one")
        .label(last, "the last of them")
        .help(format!("mend the export rather than single rows; `sms explain {}` says what it is about", code.id))
}

// Of cells -------------------------------------------------------------------------------------------------------------------------------

/// What is wrong with a cell.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub code: &'static Code,
    /// How many of the kind are told one by one in a column.
    pub most: usize,
    label: String,
    /// What it is in place of what the field takes; where it is nothing, what the field takes is said.
    says: Option<String>,
    note: Option<String>,
    help: Option<String>,
}

impl Fault {
    fn new(code: &'static Code, label: impl Into<String>) -> Fault {
        Fault { code, most: TOLD, label: label.into(), says: None, note: None, help: None }
    }

    pub fn unlike(label: &str) -> Fault {
        Fault::new(&codes::E0804, label)
    }

    pub fn formula() -> Fault {
        Fault {
            says: Some("holds a formula in place of what came of it".to_owned()),
            note: Some("nothing is worked out here, and a formula that leaves in a document could run elsewhere".to_owned()),
            help: Some("export the values, not the formulas".to_owned()),
            ..Fault::new(&codes::E0804, "a formula")
        }
    }

    pub fn several(scene: &Scene, found: &[EntityId]) -> Fault {
        let paths: Vec<String> = found.iter().take(4).map(|id| format!("`{}`", scene.placed.entities[id.index()].path)).collect();
        Fault {
            says: Some(format!("may be {}", alternatives(&paths))),
            help: Some("say which by a `word` of the column, or give the two different titles".to_owned()),
            ..Fault::new(&codes::E0808, "the title of several things")
        }
    }

    pub fn other_kind(scene: &Scene, field: &Field, found: EntityId) -> Fault {
        let entity = &scene.placed.entities[found.index()];
        let words = with_article(&kind_words(scene.schema, entity.kind));
        Fault {
            says: Some(format!("is {words}, and `{}` takes {}", field.name, type_words(scene.schema, &field.ty))),
            ..Fault::new(&codes::E0808, format!("this is {words}"))
        }
    }

    pub fn unknown(near: Option<String>) -> Fault {
        let help = match near {
            Some(near) => format!("did you mean `{near}`? A `word` of the column says what a name of your own means"),
            None => "declare it, or say by a `word` of the column what is meant: `word hosting \"HOST-01\"`".to_owned(),
        };
        Fault { says: Some("names nothing in the model".to_owned()), help: Some(help), ..Fault::new(&codes::E0808, "unknown name") }
    }

    pub fn no_value(scene: &Scene, field: &Field, text: &str) -> Fault {
        let help = match nearest_value(scene, field, text) {
            Some(near) => format!("if `{near}` is meant, say so in the column: `word {near} \"{}\"`", shortened(text)),
            None => format!("say in the column what it means: `word … \"{}\"`", shortened(text)),
        };
        Fault {
            note: Some(format!("`{}` takes {}", field.name, choices(scene, field))),
            says: Some(format!("is no value of `{}`", field.name)),
            help: Some(help),
            ..Fault::new(&codes::E0804, "unknown value")
        }
    }

    pub fn no_number(text: &str, decimals: Option<char>) -> Fault {
        let comma = decimals != Some(',') && text.matches(',').count() == 1;
        Fault {
            help: comma
                .then(|| "where a comma stands before the decimals, say so in the declaration: `decimals: \",\"`".to_owned()),
            ..Fault::new(&codes::E0804, "no number")
        }
    }

    pub fn two_numbers(text: &str) -> Fault {
        let (whole, part) = (text.replace(',', ""), text.replace(',', "."));
        Fault {
            most: 1,
            says: Some(format!("can be {whole} or {part}")),
            help: Some(
                "say in the declaration which sign stands before decimals: `decimals: \".\"` or `decimals: \",\"`".to_owned(),
            ),
            ..Fault::new(&codes::E0805, "two numbers are possible")
        }
    }

    pub fn no_unit(setting: &str) -> Fault {
        Fault {
            most: 1,
            says: Some("has no unit".to_owned()),
            help: Some(format!("say in the column what its figures are: `{setting}`")),
            ..Fault::new(&codes::E0804, "of what?")
        }
    }

    pub fn no_time() -> Fault {
        Fault {
            help: Some("amounts of time look like `4 hours`, `1h 30m`, `3:30` or `PT4H`".to_owned()),
            ..Fault::new(&codes::E0804, "no amount of time")
        }
    }

    pub fn backwards(first: Date, last: Date) -> Fault {
        Fault {
            says: Some(format!("ends on {last}, before it begins on {first}")),
            help: Some("correct one of the two days".to_owned()),
            ..Fault::new(&codes::E0804, "ends before it begins")
        }
    }

    /// `said` is the form that the declaration gives, `fitting` those that the text would fit.
    pub fn no_day(text: &str, said: Option<&str>, fitting: &[&str], of_spreadsheet: Option<Date>) -> Fault {
        let plain = Fault::new(&codes::E0804, "no such day");
        if let Some(day) = of_spreadsheet {
            return Fault {
                says: Some(format!("is a spreadsheet's number for {day}")),
                help: Some("format the column as days before it is exported".to_owned()),
                ..plain
            };
        }
        if super::days::is_like_a_day(text) {
            return Fault { says: Some("is a day that does not exist".to_owned()), ..plain };
        }
        match (said, fitting) {
            (Some(form), _) => Fault { says: Some(format!("is no day in the form `{form}`")), ..plain },
            (None, []) => Fault { help: Some("days look like `2026-03-01`; a time may follow".to_owned()), ..plain },
            (None, [form]) => Fault {
                most: 1,
                says: Some("is no day in the form `YYYY-MM-DD`".to_owned()),
                help: Some(format!("say in the declaration how days are written: `dates: \"{form}\"`")),
                ..plain
            },
            (None, forms) => {
                let read = |form: &&str| super::days::DayForm::new(form)?.day(text);
                let mut days: Vec<String> = Vec::new();
                for day in forms.iter().filter_map(read).map(|day| day.strftime("%-d %B %Y").to_string()) {
                    if !days.contains(&day) {
                        days.push(day);
                    }
                }
                let settings: Vec<String> = forms.iter().take(2).map(|form| format!("`dates: \"{form}\"`")).collect();
                Fault {
                    most: 1,
                    code: &codes::E0805,
                    label: "two days are possible".to_owned(),
                    says: Some(match days.len() {
                        1 => "is no day in the form `YYYY-MM-DD`, and others here may be two days".to_owned(),
                        _ => format!("can be {}", alternatives(&days)),
                    }),
                    note: Some("a day that is guessed is worth nothing as evidence".to_owned()),
                    help: Some(format!("say in the declaration how days are written: {}", alternatives(&settings))),
                }
            }
        }
    }
}

/// What is told of a cell.
pub(super) fn cell(scene: &Scene, table: &Table, at: usize, row: EntityId, place: Span, text: &str, fault: &Fault) -> Diagnostic {
    let column = &table.declaration.columns[at];
    let field = match column.holds {
        super::declaration::Holds::Field(field) => Some(scene.schema.field(field)),
        _ => None,
    };
    let quoted = scene.quoted(Some(row), text);
    let says = match (&fault.says, field) {
        (Some(says), _) => says.clone(),
        (None, Some(field)) => format!("cannot be read as {}", type_words(scene.schema, &field.ty)),
        (None, None) => "cannot be read".to_owned(),
    };
    let told = Diagnostic::error(
        fault.code,
        place,
        format!("`{}` in the column `{}` {says}", shortened(quoted), shortened(table.declaration.heading(at))),
        fault.label.clone(),
    )
    .about(&*scene.placed.entities[row.index()].path);
    let told = match &fault.note {
        Some(note) => told.note(note.clone()),
        None => told,
    };
    match &fault.help {
        Some(help) => told.help(help.clone()),
        None => told,
    }
}

pub(super) fn empty(scene: &Scene, table: &Table, at: usize, row: EntityId, place: Span) -> Diagnostic {
    let kind = with_article(&kind_words(scene.schema, table.kind()));
    let entity = &scene.placed.entities[row.index()];
    let message =
        format!("`{}` has nothing in the column `{}`, which {kind} needs", entity.id(), shortened(table.declaration.heading(at)));
    Diagnostic::error(&codes::E0804, place, message, "nothing there")
        .about(&*entity.path)
        .help("fill it in where the record is kept")
}

/// What a field can be, as far as that is a list.
fn choices(scene: &Scene, field: &Field) -> String {
    const MOST: usize = 12;
    let names = values(scene, field);
    if names.is_empty() {
        return type_words(scene.schema, &field.ty);
    }
    let mut words: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST {
        words.push(format!("one of {} others", names.len() - MOST));
    }
    alternatives(&words)
}

fn values<'s>(scene: &Scene<'s>, field: &Field) -> Vec<&'s str> {
    let Type::OneOf(targets) = &field.ty else { return Vec::new() };
    let enums = targets.iter().filter_map(|target| match target {
        Target::Enum(id) => Some(scene.schema.enumeration(*id)),
        Target::Kind(_) | Target::Scalar(_) => None,
    });
    enums.flat_map(|known| known.variants.iter().map(|variant| &*variant.name)).collect()
}

fn nearest_value(scene: &Scene, field: &Field, text: &str) -> Option<String> {
    closest(text, values(scene, field)).map(str::to_owned)
}
