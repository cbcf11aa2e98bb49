//! What is said about each kind of fault: one function a fault.

use super::super::grammar::{Refusal, Rule};
use crate::diag::{Diagnostic, Edit, Fix, Safety, codes};
use crate::source::{Span, letters};

/// `E0101`: `opening` at `at` has no counterpart, which was expected at `end`; lines there end in `line_break`.
pub(super) fn unclosed(at: Span, opening: char, end: Span, line_break: &str) -> Diagnostic {
    let closing = match opening {
        '{' => '}',
        '[' => ']',
        _ => ')',
    };
    Diagnostic::error(&codes::E0101, at, format!("`{opening}` is never closed"), "opened here")
        .label(end, format!("`{closing}` was expected here"))
        .fix(Fix {
            title: format!("insert `{closing}`"),
            edits: vec![Edit { span: end, text: if opening == '{' { format!("{line_break}}}") } else { closing.to_string() } }],
            safety: Safety::Proposal,
        })
        .help(format!("add the missing `{closing}`"))
}

/// `E0102`: a closing bracket that closes nothing.
pub(super) fn stray_bracket(at: Span, closing: char) -> Diagnostic {
    Diagnostic::error(&codes::E0102, at, format!("`{closing}` closes nothing"), "no bracket is open here that it could close")
        .help(format!("delete this `{closing}`, or look above it for one too many"))
        .fix(Fix {
            title: format!("delete `{closing}`"),
            edits: vec![Edit { span: at, text: String::new() }],
            safety: Safety::Proposal,
        })
}

/// `E0102`: a body without its opening brace; `head` is what stands before it.
pub(super) fn missing_brace(head: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0102, head, "`{` is missing before these fields", "a `{` belongs behind this")
        .help("write `{` at the end of the line")
        .fix(Fix {
            title: "insert `{`".to_string(),
            edits: vec![Edit { span: head.behind(), text: " {".to_string() }],
            safety: Safety::Safe,
        })
}

/// `E0103`: a text without its closing quotes.
pub(super) fn open_text(at: Span, raw: &str) -> Diagnostic {
    let block = raw.starts_with("\"\"\"");
    let quotes = if block { "\"\"\"" } else { "\"" };
    let told =
        Diagnostic::error(&codes::E0103, at, "this text is never closed", format!("`{quotes}` is missing at its end")).fix(Fix {
            title: format!("insert `{quotes}`"),
            edits: vec![Edit { span: at.behind(), text: quotes.to_string() }],
            safety: Safety::Proposal,
        });
    if block {
        told.help("a text over lines ends with `\"\"\"`")
    } else {
        told.help("a text ends on the line it begins on; one over several lines stands between `\"\"\"` and `\"\"\"`")
    }
}

/// `E0104`: a text in other marks than `"`.
pub(super) fn slanted(at: Span, raw: &str) -> Diagnostic {
    let told = Diagnostic::error(&codes::E0104, at, "a text stands between `\"` and `\"`", "other quotation marks")
        .note("word processors and chat programs replace `\"` by typographic marks, which look alike");
    let mut letters = raw.chars();
    let (Some(first), Some(last), body) = (letters.next(), letters.next_back(), letters.as_str()) else {
        return told.help("write the text between straight double quotes");
    };
    if body.contains(['"', '\\']) {
        return told.help("write the text between straight double quotes");
    }
    // Only the marks change: the edit does not repeat a text that may be private.
    let edit = |start: u32, mark: char| {
        let span = Span { start, end: start + mark.len_utf8() as u32, ..at };
        Edit { span, text: "\"".into() }
    };
    let edits = vec![edit(at.start, first), edit(at.end - last.len_utf8() as u32, last)];
    told.fix(Fix { title: "use straight double quotes".into(), edits, safety: Safety::Safe })
}

/// `E0105`: `name = value`.
pub(super) fn equals(at: Span, name: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0105, at, format!("a `:` belongs between `{name}` and its value"), "`=` in place of `:`").replace(
        at,
        ":",
        "write `:`",
    )
}

/// `E0106`: two values of a list without a comma between them.
pub(super) fn missing_comma(first: Span, first_raw: &str, second_raw: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::E0106,
        first,
        format!("a comma is missing between {} and {}", quoted(first_raw), quoted(second_raw)),
        "a comma belongs behind this",
    )
    .replace(first.behind(), ",", "insert a comma")
}

/// `E0107`: `name:` and nothing.
pub(super) fn no_value(name: Span, raw: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0107, name, format!("`{raw}` has no value"), "a value belongs behind the `:`")
        .help(format!("write the value on the same line, or delete `{raw}:`"))
}

/// `E0108`: a value in braces.
pub(super) fn braces_as_value(at: Span, name: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, format!("the value of `{name}` cannot stand in braces"), "a value is expected here")
        .help("a list stands in `[` and `]`; something with fields of its own is an entity, as in `target uptime { … }`")
}

/// `E0108`: a comment as other languages write it.
pub(super) fn foreign_comment(at: Span, raw: &str) -> Diagnostic {
    let told = Diagnostic::error(&codes::E0108, at, "comments begin with `//`", "not a comment here");
    match raw.strip_prefix('#') {
        Some(_) => told.replace(Span { end: at.start + 1, ..at }, "//", "write `//`"),
        None => told.help("write `//` at the start of each line of the comment"),
    }
}

/// `E0108`: a mark that no form of the language holds.
pub(super) fn junk(at: Span, raw: &str) -> Diagnostic {
    let told = Diagnostic::error(&codes::E0108, at, format!("{} does not belong here", named(raw)), "unexpected");
    match raw {
        ";" => told.replace(at, "", "delete `;`").note("fields need no separator; a comma may stand between them"),
        "€" => told.help("write sums of money with the code of the currency, as in `500 EUR`"),
        "£" => told.help("write sums of money with the code of the currency, as in `500 GBP`"),
        "$" => told.help("write sums of money with the code of the currency, as in `500 USD`"),
        "–" | "—" | "−" => told.replace(at, "-", "write `-`"),
        "…" => told.replace(at, "..", "write `..`"),
        _ => told.help(format!("delete `{raw}`, or put it into a text between `\"` and `\"`")),
    }
}

/// `E0104`: a lone quotation mark of the wrong sort.
pub(super) fn lone_quote(at: Span, raw: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::E0104,
        at,
        format!("`{raw}` is not a quotation mark of the language"),
        "a text stands between `\"` and `\"`",
    )
    .help("write the text between straight double quotes")
}

/// `E0108`: a comma with nothing before it.
pub(super) fn lone_comma(at: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, "a comma with nothing before it", "unexpected").replace(at, "", "delete the comma")
}

/// `E0108`: `depends_on: left, right`; `values` is what stands there.
pub(super) fn bare_list(at: Span, name: &str, values: &str) -> Diagnostic {
    let list = format!("[{values}]");
    Diagnostic::error(&codes::E0108, at, "values of a list stand in brackets", "more than one value")
        .help(format!("write {}", quoted(&format!("{name}: {list}"))))
        .fix(Fix {
            title: "put them into brackets".to_string(),
            edits: vec![Edit { span: at, text: list }],
            safety: Safety::Proposal,
        })
}

/// `E0108`: `term: 2026-01-01, 2026-12-31`.
pub(super) fn comma_for_range(at: Span, first: &str, last: &str) -> Diagnostic {
    let range = format!("{first} .. {last}");
    Diagnostic::error(&codes::E0108, at, "two days with a comma between them are no value", "two days")
        .help(format!("a time from day to day is written `{range}`, a list of days `[{first}, {last}]`"))
        .fix(Fix { title: format!("write `{range}`"), edits: vec![Edit { span: at, text: range }], safety: Safety::Proposal })
}

/// `E0108`: a word on its own in a body.
pub(super) fn lone_word(at: Span, raw: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, format!("`{raw}` stands alone"), "neither a field nor an entity")
        .help(format!("for a field write `{raw}: VALUE`; for an entity add a name, a title or a body"))
}

/// `E0108`: a line in a body that is nothing known.
pub(super) fn unreadable(at: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, "this is neither a field nor an entity", "cannot be read")
        .help("a field is written `name: value`, an entity `kind name \"title\" { … }`; comments begin with `//`")
}

/// `E0108`: a field at the top level.
pub(super) fn outside(at: Span, name: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, format!("the field `{name}` stands outside of any entity"), "no entity is open here")
        .help("move it into the braces of the entity it belongs to")
}

/// `E0108`: text at the top level that begins nothing.
pub(super) fn no_item(at: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, "nothing begins here", "neither an entity nor a declaration").help(
        "at this level stand entities, such as `service hosting { … }`, and the declarations `kind`, `enum`, `rule`, `register` and `define`",
    )
}

/// `E0108`: `let` and `column` with `:`.
pub(super) fn colon_for_equals(at: Span, word: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, format!("`{word}` takes `=`"), "`:` in place of `=`").replace(at, "=", "write `=`")
}

/// `E0108`: `name := …` in a kind.
pub(super) fn computed_without_type(at: Span, name: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, format!("nothing says of what type `{name}` is"), "`: ` and a type belong behind this")
        .help(format!("write the type before the `:=`, as in `{name}: bool := …`"))
}

/// `E0105`: an expression behind `=` in a kind.
pub(super) fn equals_for_computed(at: Span) -> Diagnostic {
    Diagnostic::error(
        &codes::E0105,
        at,
        "what is worked out stands behind `:=`",
        "`=` takes a value that holds when nothing is written",
    )
    .replace(at, ":=", "write `:=`")
}

/// `E0108`: a declaration without what it declares.
pub(super) fn no_body(at: Span, word: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, format!("this `{word}` has no body"), "`{ … }` belongs behind this")
        .help(format!("write what the {word} holds between `{{` and `}}`"))
}

/// `E0109`: brackets inside brackets inside brackets …
pub(super) fn too_deep(at: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0109, at, "brackets are nested too deeply", "more than 64 levels")
        .note("what stands inside is not read")
        .help("give inner parts a place of their own")
}

/// `E0110`: something that cannot be a name.
pub(super) fn bad_name(at: Span, raw: &str) -> Diagnostic {
    let told = Diagnostic::error(&codes::E0110, at, format!("`{raw}` cannot be a name"), "not a name")
        .note("a name begins with a letter or `_` and goes on with letters, digits and `_`");
    let better: String = raw.chars().map(|letter| if letter == '-' { '_' } else { letter }).collect();
    match better == raw {
        true => told,
        false => told.fix(Fix {
            title: format!("write `{better}`"),
            edits: vec![Edit { span: at, text: better }],
            safety: Safety::Proposal,
        }),
    }
}

/// `E0110`: a declaration without a name; `behind` is what the name belongs behind.
pub(super) fn no_name(behind: Span, word: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0110, behind, format!("`{word}` needs a name"), "a name belongs behind this")
        .help(format!("write for example `{word} my_name`"))
}

/// `E0108`: `[{ … }]`.
pub(super) fn braces_in_list(at: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0108, at, "what stands in a list has no braces", "a name or a value is expected here").help(
        "something with fields of its own is an entity: write each by itself and without brackets, as in `target uptime { … }`",
    )
}

/// `E0112`: `99,9%`; `whole` and `part` stand on both sides of the comma.
pub(super) fn decimal_comma(at: Span, whole: &str, part: &str) -> Diagnostic {
    let told = Diagnostic::error(&codes::E0112, at, "a number has no comma", "a comma within a number");
    // `240,000` means thousands in one country and thousandths in the next.
    match part.bytes().filter(u8::is_ascii_digit).count() {
        3 => told.help(format!("thousands are not set apart, `{whole}{part}`; fractions have a point, `{whole}.{part}`")),
        _ => told.help(format!("fractions have a point: `{whole}.{part}`")).fix(Fix {
            title: format!("write `{whole}.{part}`"),
            edits: vec![Edit { span: at, text: format!("{whole}.{part}") }],
            safety: Safety::Proposal,
        }),
    }
}

/// Whether this counts parts of parts: `8.6.1`.
fn is_numbering(raw: &str) -> bool {
    raw.matches('.').count() > 1 && raw.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `E0112`: something that begins with a digit and is no number.
pub(super) fn bad_number(at: Span, raw: &str) -> Diagnostic {
    let told = Diagnostic::error(&codes::E0112, at, format!("`{raw}` cannot be read as a number or a date"), "not a number");
    if is_numbering(raw) {
        return told.help(format!(
            "to refer to what has this number, name what it stands in as well: `FRAMEWORK.{raw}`; `sms explain {raw}` finds it"
        ));
    }
    let letters = raw.find(|letter: char| letter.is_alphabetic());
    if let Some((number, unit)) = letters.map(|at| raw.split_at(at))
        && let Some(unit) = super::super::units::meant(unit)
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        // `5m` may be minutes or months.
        return told.fix(Fix {
            title: format!("write `{number} {unit}`"),
            edits: vec![Edit { span: at, text: format!("{number} {unit}") }],
            safety: Safety::Proposal,
        });
    }
    match date_parts(raw) {
        Some(date) if date != raw => told.help("dates are written year, month, day").fix(Fix {
            title: format!("write `{date}`"),
            edits: vec![Edit { span: at, text: date }],
            safety: Safety::Proposal,
        }),
        Some(_) | None => told.help(
            "numbers are written as `42` or `4.2`, dates as `2026-03-01`, durations as `4 hours`, sums of money as `500 EUR`",
        ),
    }
}

/// `E0112`: white space before the `%`.
pub(super) fn loose_percent(at: Span, number: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0112, at, "the `%` touches its number", "white space before the `%`").replace(
        at,
        format!("{number}%"),
        format!("write `{number}%`"),
    )
}

/// `E0115`: `name value`; `name` is the name's place.
pub(super) fn missing_colon(name: Span, raw: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0115, name, format!("write `:` between `{raw}` and its value"), "`:` is missing behind this")
        .replace(name.behind(), ":", "insert `:`")
}

/// `E0108`: what the grammar could not go on with; `found` is the text there.
pub(super) fn refused(at: Span, found: &str, refusal: &Refusal) -> Diagnostic {
    let mut expected: Vec<&str> = refusal.expected.iter().filter_map(|rule| words(*rule)).collect();
    if expected.contains(&NUMBER) {
        // Where a number fits, every other sort of value does.
        expected.retain(|word| !matches!(*word, NAME | TEXT | LIST | NUMBER | INTERVAL | EXPRESSION));
        expected.push("a value");
    }
    expected.sort_unstable();
    expected.dedup();
    let message = match found {
        "" => "something is missing here".to_string(),
        _ => format!("{} does not belong here", named(found)),
    };
    let told = Diagnostic::error(&codes::E0108, at, message, "unexpected");
    match expected.split_last() {
        None => told.help("look at what stands just before it"),
        Some((last, [])) => told.help(format!("here belongs {last}")),
        Some((last, others)) => told.help(format!("here belongs {} or {last}", others.join(", "))),
    }
}

/// What stands at a place: the text itself, or what it is where there is nothing to be seen.
fn named(raw: &str) -> String {
    match raw.chars().next() {
        Some(letter) if letters::unseen(letter).is_some() => {
            format!("a letter that cannot be seen ({})", letters::described(letter))
        }
        Some(_) | None => quoted(raw),
    }
}

/// Text of the user in backticks, cut to a length that fits into a message.
fn quoted(raw: &str) -> String {
    let line = raw.lines().next().unwrap_or_default();
    if line.chars().count() <= 40 {
        return format!("`{line}`");
    }
    let start: String = line.chars().take(37).collect();
    format!("`{start}…`")
}

/// Year, month and day of a date in another form, if it is plain which is which.
fn date_parts(raw: &str) -> Option<String> {
    let parts: Vec<&str> = raw.split(['/', '.', '-']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let (year, month, day) = match (first.len(), third.len(), raw.contains('.')) {
        (4, 1 | 2, _) => (first, second, third),
        // Where dots are written, the day comes first everywhere; with slashes it depends on the country.
        (1 | 2, 4, true) => (third, second, first),
        _ => return None,
    };
    Some(format!("{year}-{month:0>2}-{day:0>2}"))
}

const NAME: &str = "a name";
const TEXT: &str = "a text in quotes";
const LIST: &str = "a list in `[` and `]`";
const NUMBER: &str = "a number";
const INTERVAL: &str = "an interval such as `every 3 months`";
const EXPRESSION: &str = "an expression";

/// What users call the things the grammar hopes for.
fn words(rule: Rule) -> Option<&'static str> {
    match rule {
        Rule::name | Rule::ident | Rule::path | Rule::id | Rule::number_id => Some(NAME),
        Rule::text | Rule::raw_text => Some(TEXT),
        Rule::list | Rule::list_expr | Rule::many => Some(LIST),
        Rule::scalar | Rule::amount | Rule::quantity | Rule::date | Rule::open | Rule::slip | Rule::counted => Some(NUMBER),
        Rule::interval => Some(INTERVAL),
        Rule::value => Some("a value"),
        Rule::r#type => Some("a type"),
        Rule::plus | Rule::optional | Rule::contains | Rule::inverse | Rule::default | Rule::computed | Rule::must => {
            Some("`?`, `+`, `contains`, `inverse of …`, `= …`, `:= …` or `must …`")
        }
        Rule::extends => Some("`extends` with a kind"),
        Rule::field | Rule::member => Some("a field"),
        Rule::entity | Rule::item => Some("an entity"),
        Rule::kind_decl
        | Rule::enum_decl
        | Rule::rule_decl
        | Rule::register_decl
        | Rule::define_decl
        | Rule::extend
        | Rule::declares => Some("a declaration such as `kind`"),
        Rule::field_decl => Some("a field with its type"),
        Rule::parameter => Some("`name: type`"),
        Rule::variant => Some("a value of the enum"),
        Rule::rule_member | Rule::register_member | Rule::setting => Some("a setting such as `message: …`"),
        Rule::each => Some("`each: x in SET`"),
        Rule::let_in => Some("`let name = …`"),
        Rule::also => Some("`also: …`"),
        Rule::column => Some("`column \"…\" = …`"),
        Rule::binding => Some("`x in SET`"),
        Rule::expr
        | Rule::sum
        | Rule::prefixed
        | Rule::term
        | Rule::operand
        | Rule::paren
        | Rule::call
        | Rule::given
        | Rule::labelled
        | Rule::element
        | Rule::tied
        | Rule::kind_of
        | Rule::argument
        | Rule::grouped
        | Rule::quantified
        | Rule::quantifier
        | Rule::conditional
        | Rule::not_op
        | Rule::minus_op => Some(EXPRESSION),
        Rule::infix
        | Rule::sum_op
        | Rule::or_else_op
        | Rule::range_op
        | Rule::or_op
        | Rule::and_op
        | Rule::not_in_op
        | Rule::in_op
        | Rule::compare_op
        | Rule::slip_op
        | Rule::add_op
        | Rule::multiply_op
        | Rule::is_empty
        | Rule::has_kind
        | Rule::negated => Some("an operator such as `and` or `==`"),
        Rule::access | Rule::star => Some("a field behind a `.`"),
        Rule::file
        | Rule::tail
        | Rule::body
        | Rule::ends
        | Rule::reserved
        | Rule::in_word
        | Rule::by_word
        | Rule::where_word
        | Rule::when_word
        | Rule::late_where
        | Rule::unit
        | Rule::unit_name
        | Rule::word_end
        | Rule::S
        | Rule::W
        | Rule::H
        | Rule::comment
        | Rule::one_member
        | Rule::one_field_decl
        | Rule::one_variant
        | Rule::one_rule_member
        | Rule::one_register_member
        | Rule::one_value
        | Rule::one_type
        | Rule::one_expr
        | Rule::EOI => None,
    }
}
