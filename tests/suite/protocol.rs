//! The pages under `tests/editor`: what an editor asks and what it is answered, as data.
//!
//! A case is a heading, the files of a model as blocks fenced as `sms` with their names (`model.sms` where there is none), and questions, each a
//! block fenced as the request with the expected answer in it. `‸` marks the cursor; where a stretch is asked about, two marks.
//! Answers are shown as text: places as `file:line: the line with ⟦the place⟧`, edits as the text that comes out. A line `…` stands for any
//! lines, and of completion are named what is offered (`+`), what is not (`-`) and what comes first (`1`), with what it writes behind `→`.
//!
//! `SMS_EDITOR=renew cargo test --test suite protocol` writes the answers of today into the pages, to be read before they are kept.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::editor_client::Editor;
use crate::program::write;
use crate::support::root;

const CURSOR: char = '‸';

/// A case of a page.
struct Case {
    heading: String,
    /// The files with their texts; those of the model without marks.
    files: Vec<(String, String)>,
    /// Where the marks stand: the file, and the places in it.
    marked: Option<(String, Vec<usize>)>,
    questions: Vec<Question>,
}

/// A block with a question.
struct Question {
    /// The request and more, as fenced.
    asked: String,
    /// The lines of the expected answer.
    expected: Vec<String>,
    /// The lines of the page that it takes, without the fences.
    lines: std::ops::Range<usize>,
}

#[test]
fn every_question_is_answered_as_the_pages_say() {
    let renew = std::env::var("SMS_EDITOR").is_ok_and(|value| value == "renew");
    let mut faults = Vec::new();
    let mut asked = 0;
    let mut completions = 0;
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        let cases = cases(&page);
        let answers = all_answered(&cases);
        let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
        for (case, answers) in cases.iter().zip(answers).rev() {
            for (question, answer) in case.questions.iter().zip(answers).rev() {
                asked += 1;
                completions += usize::from(question.asked == "completion");
                let Err(shown) = answer else { continue };
                if renew && question.asked != "completion" {
                    lines.splice(question.lines.clone(), shown);
                    continue;
                }
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                let (expected, shown) = (question.expected.join("\n"), shown.join("\n"));
                faults.push(format!("{name}: {}: {}\nexpected\n{expected}\nbut was\n{shown}\n", case.heading, question.asked));
            }
        }
        if renew {
            std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        }
    }
    assert!(completions >= 60 && asked >= 130, "the pages have lost their questions: {asked}, {completions} of them on completion");
    assert!(faults.is_empty(), "\n{}", faults.into_iter().rev().collect::<Vec<_>>().join("\n"));
}

fn pages() -> Vec<PathBuf> {
    let folder = root().join("tests/editor");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

fn cases(page: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut open: Option<(String, Vec<String>, usize)> = None;
    for (number, line) in page.lines().enumerate() {
        if let Some((info, lines, first)) = &mut open {
            // A page may show a fence by indenting it.
            if line != "```" {
                lines.push(line.to_owned());
                continue;
            }
            let case = cases.last_mut().expect("a heading comes first");
            let (info, lines, first) = (std::mem::take(info), std::mem::take(lines), *first);
            match info.split_once(' ').unwrap_or((&info, "")) {
                ("sms", name) => case.add(if name.is_empty() { "model.sms" } else { name }, &lines.join("\n")),
                ("csv", name) => case.files.push((name.to_owned(), lines.join("\n") + "\n")),
                _ => case.questions.push(Question { asked: info, expected: lines, lines: first..number }),
            }
            open = None;
        } else if let Some(heading) = line.strip_prefix("## ") {
            cases.push(Case { heading: heading.to_owned(), files: Vec::new(), marked: None, questions: Vec::new() });
        } else if let Some(info) = line.strip_prefix("```") {
            open = Some((info.to_owned(), Vec::new(), number + 1));
        }
    }
    assert!(open.is_none(), "a fence is left open");
    for case in &cases {
        assert!(!case.questions.is_empty() && !case.files.is_empty(), "{}: nothing is asked", case.heading);
    }
    cases
}

impl Case {
    fn add(&mut self, name: &str, marked: &str) {
        let places = marked.match_indices(CURSOR).enumerate();
        let places: Vec<usize> = places.map(|(number, (at, _))| at - number * CURSOR.len_utf8()).collect();
        if !places.is_empty() {
            self.marked = Some((name.to_owned(), places));
        }
        // A mark at the end stands for a text that ends there.
        let text = marked.replace(CURSOR, "");
        let ends_open = marked.ends_with(CURSOR);
        self.files.push((name.to_owned(), if ends_open { text } else { text + "\n" }));
    }

    fn text(&self, name: &str) -> &str {
        self.files.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text)
    }
}

/// An answer: as expected, or as is shown.
type Answer = Result<(), Vec<String>>;

/// What each case is answered, several at a time. The threads are no workers of the pool in which models are checked: those that wait for an
/// answer would keep it from being made.
fn all_answered(cases: &[Case]) -> Vec<Vec<Answer>> {
    let size = cases.len().div_ceil(4).max(1);
    let parts: Vec<&[Case]> = cases.chunks(size).collect();
    std::thread::scope(|scope| {
        let threads: Vec<_> = parts.into_iter().map(|part| scope.spawn(|| part.iter().map(answered).collect::<Vec<_>>())).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

/// What each question of a case is answered: as expected, or as is shown.
fn answered(case: &Case) -> Vec<Answer> {
    let folder = tempfile::tempdir().unwrap();
    case.files.iter().for_each(|(name, text)| write(folder.path(), name, text));
    let capabilities = json!({
        "textDocument": { "completion": { "completionItem": { "snippetSupport": false } } },
        "workspace": { "textDocumentContent": {} },
    });
    let mut session = Session { editor: Editor::open(folder.path(), capabilities), case };
    case.questions
        .iter()
        .map(|question| {
            let shown = match question.asked.as_str() {
                "completion" => session.completion(&question.expected),
                asked => session.shown(asked),
            };
            if is_like(&question.expected, &shown) { Ok(()) } else { Err(shown) }
        })
        .collect()
}

/// Whether lines are as expected, where `…` stands for any.
fn is_like(expected: &[String], shown: &[String]) -> bool {
    match expected.split_first() {
        None => shown.is_empty(),
        Some((first, rest)) if first == "…" => (0..=shown.len()).any(|skipped| is_like(rest, &shown[skipped..])),
        Some((first, rest)) => shown.first() == Some(first) && is_like(rest, &shown[1..]),
    }
}

struct Session<'c> {
    editor: Editor,
    case: &'c Case,
}

impl Session<'_> {
    fn name(&self) -> &str {
        self.case.marked.as_ref().map_or("model.sms", |(name, _)| name)
    }

    fn mark(&self, number: usize) -> Value {
        let (name, places) = self.case.marked.as_ref().expect("a mark");
        let at = places.get(number).or(places.last()).copied().unwrap_or(0);
        let before = &self.case.text(name)[..at];
        let line = before.matches('\n').count();
        let column: usize = before.rsplit('\n').next().unwrap_or_default().chars().map(char::len_utf16).sum();
        json!({ "line": line, "character": column })
    }

    /// The parameters of a request about the marked place, and more.
    fn params(&self, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.editor.uri(self.name()) } });
        if self.case.marked.is_some() {
            params["position"] = self.mark(0);
        }
        params.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        params
    }

    fn range(&self) -> Value {
        json!({ "start": self.mark(0), "end": self.mark(1) })
    }

    /// Asks, and sees that the answer is what the protocol has.
    fn ask<Typed: DeserializeOwned>(&mut self, method: &str, more: Value) -> Value {
        let params = self.params(more);
        let answer = self.editor.ask(method, params);
        typed::<Typed>(&answer);
        answer
    }

    fn completion(&mut self, expected: &[String]) -> Vec<String> {
        let answer = self.ask::<lsp_types::CompletionResponse>("textDocument/completion", json!({}));
        let items = answer["items"].as_array().unwrap();
        let mut shown = Vec::new();
        for line in expected {
            let (sign, rest) = line.split_once(' ').expect("a sign");
            let (label, text) = rest.split_once(" → ").map_or((rest, None), |(label, text)| (label, Some(text)));
            let found = items.iter().position(|item| item["label"] == label);
            let written = |at: usize| {
                let written = items[at]["textEdit"]["newText"].as_str().unwrap().replace('\n', "⏎");
                if text.is_some() { format!(" → {written}") } else { String::new() }
            };
            match (sign, found) {
                ("-", None) => shown.push(line.clone()),
                ("-", Some(_)) => shown.push(format!("+ {label}")),
                ("1", _) => {
                    let first = items.first().map_or("nothing", |item| item["label"].as_str().unwrap());
                    shown.push(format!("1 {first}{}", if items.is_empty() { String::new() } else { written(0) }));
                }
                (_, Some(at)) => shown.push(format!("+ {label}{}", written(at))),
                (_, None) => {
                    let offered: Vec<&str> = items.iter().take(8).map(|item| item["label"].as_str().unwrap()).collect();
                    shown.push(format!("- {label} (offered are {offered:?})"));
                }
            }
        }
        shown
    }

    fn shown(&mut self, asked: &str) -> Vec<String> {
        use lsp_types as types;
        let (method, argument) = asked.split_once(' ').unwrap_or((asked, ""));
        match method {
            "hover" => match self.ask::<Option<types::Hover>>("textDocument/hover", json!({})) {
                Value::Null => Vec::new(),
                // A page cannot show the marks of its own blocks.
                hover => lines(&hover["contents"]["value"].as_str().unwrap().replace("```", "'''")),
            },
            "definition" | "typeDefinition" | "implementation" => {
                let answer = self.ask::<Option<types::GotoDefinitionResponse>>(&format!("textDocument/{method}"), json!({}));
                self.places(&answer)
            }
            "references" => {
                let context = json!({ "context": { "includeDeclaration": argument.is_empty() } });
                let answer = self.ask::<Vec<types::Location>>("textDocument/references", context);
                self.places(&answer)
            }
            "highlights" => {
                let answer = self.ask::<Vec<types::DocumentHighlight>>("textDocument/documentHighlight", json!({}));
                self.ranges(&answer)
            }
            "prepareRename" => {
                let answer = self.ask::<Option<types::PrepareRenameResponse>>("textDocument/prepareRename", json!({}));
                self.ranges(&json!([answer]))
            }
            "rename" => {
                let params = self.params(json!({ "newName": argument }));
                let response = self.editor.answer("textDocument/rename", params);
                match (response.result, response.error) {
                    (Some(edit), _) => {
                        typed::<types::WorkspaceEdit>(&edit);
                        self.made(&edit)
                    }
                    (None, error) => vec![format!("refused: {}", error.map_or(String::new(), |error| error.message))],
                }
            }
            "actions" => {
                let found = self.actions();
                found.iter().map(|action| format!("{}: {}", text(&action["kind"]), text(&action["title"]))).collect()
            }
            "action" => {
                let found = self.actions();
                match found.iter().find(|action| text(&action["title"]).starts_with(argument)) {
                    Some(action) => self.made(&action["edit"].clone()),
                    None => vec![format!("there is no such action among {} others", found.len())],
                }
            }
            "renamed" => {
                // A rename first, then what can be done at the same place of what comes out.
                let params = self.params(json!({ "newName": argument }));
                let edit = self.editor.ask("textDocument/rename", params);
                let name = self.name().to_owned();
                let after = edited(self.case.text(&name), &edit["changes"][self.editor.uri(&name)]);
                let uri = self.editor.uri(&name);
                self.editor.open_document(&uri, &after);
                let mut shown = lines(&after);
                shown.extend(self.actions().iter().map(|action| format!("{}: {}", text(&action["kind"]), text(&action["title"]))));
                shown
            }
            "diagnostics" => {
                let answer = self.ask::<types::DocumentDiagnosticReport>("textDocument/diagnostic", json!({}));
                let items = answer["items"].as_array().unwrap();
                let marked = self.ranges(&answer["items"]);
                let severity = |told: &Value| ["", "error", "warning", "note"][told["severity"].as_u64().unwrap() as usize];
                let line = |(told, place): (&Value, &String)| {
                    vec![
                        place.clone(),
                        format!("  {}[{}]: {}", severity(told), text(&told["code"]), lines(text(&told["message"]))[0]),
                    ]
                };
                items.iter().zip(&marked).flat_map(line).collect()
            }
            "lenses" => {
                let answer = self.ask::<Vec<types::CodeLens>>("textDocument/codeLens", json!({}));
                let lens = |lens: &Value| {
                    format!("{}: {}", lens["range"]["start"]["line"].as_u64().unwrap() + 1, text(&lens["command"]["title"]))
                };
                answer.as_array().unwrap().iter().map(lens).collect()
            }
            "hints" => {
                let whole = json!({ "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } } });
                let answer = self.ask::<Vec<types::InlayHint>>("textDocument/inlayHint", whole);
                let hint = |hint: &Value| {
                    let more = hint.get("tooltip").map(|more| format!(" ({})", text(more))).unwrap_or_default();
                    self.with(&hint["position"], &format!(" ⟪{}⟫", text(&hint["label"]))) + &more
                };
                answer.as_array().unwrap().iter().map(hint).collect()
            }
            "links" => {
                let answer = self.ask::<Vec<types::DocumentLink>>("textDocument/documentLink", json!({}));
                let root = self.editor.uri("");
                let target = |link: &Value| format!("  {}", text(&link["target"]).replace(&root, ""));
                let places = self.ranges(&answer);
                places.into_iter().zip(answer.as_array().unwrap()).flat_map(|(place, link)| [place, target(link)]).collect()
            }
            "symbols" => {
                let answer = self.ask::<types::DocumentSymbolResponse>("textDocument/documentSymbol", json!({}));
                let mut shown = Vec::new();
                symbols(answer.as_array().unwrap(), 0, &mut shown);
                shown
            }
            "workspace-symbols" => {
                let answer = self.editor.ask("workspace/symbol", json!({ "query": argument }));
                typed::<Vec<types::SymbolInformation>>(&answer);
                let symbol = |symbol: &Value| format!("{} ({})", text(&symbol["name"]), text(&symbol["containerName"]));
                answer.as_array().unwrap().iter().map(symbol).collect()
            }
            "folds" => {
                let answer = self.ask::<Vec<types::FoldingRange>>("textDocument/foldingRange", json!({}));
                let line = |fold: &Value, which: &str| self.line(self.name(), fold[which].as_u64().unwrap() as usize);
                let fold = |fold: &Value| format!("{} … {}", line(fold, "startLine"), line(fold, "endLine").trim());
                answer.as_array().unwrap().iter().map(fold).collect()
            }
            "selection" => {
                let positions = json!({ "positions": [self.mark(0)] });
                let answer = self.ask::<Vec<types::SelectionRange>>("textDocument/selectionRange", positions);
                let (mut shown, mut step) = (Vec::new(), &answer[0]);
                while step.is_object() {
                    let (name, range) = (self.name().to_owned(), &step["range"]);
                    let whole = self.case.text(&name);
                    shown.push(whole[offset(whole, &range["start"])..offset(whole, &range["end"])].replace('\n', "⏎"));
                    step = &step["parent"];
                }
                shown
            }
            "tokens" => {
                let answer = self.ask::<types::SemanticTokens>("textDocument/semanticTokens/full", json!({}));
                self.tokens(&answer)
            }
            "format" | "format-range" | "on-type" => {
                let options = json!({ "tabSize": 2, "insertSpaces": true });
                let (request, more) = match method {
                    "format" => ("formatting", json!({ "options": options })),
                    "format-range" => ("rangeFormatting", json!({ "options": options, "range": self.range() })),
                    _ => {
                        let typed = if argument == "⏎" { "\n" } else { argument };
                        ("onTypeFormatting", json!({ "options": options, "ch": typed }))
                    }
                };
                let answer = self.ask::<Option<Vec<types::TextEdit>>>(&format!("textDocument/{request}"), more);
                lines(&edited(self.case.text(self.name()), &answer))
            }
            "calls" => {
                let prepared = self.ask::<Option<Vec<types::CallHierarchyItem>>>("textDocument/prepareCallHierarchy", json!({}));
                let Some(item) = prepared.get(0).cloned() else { return Vec::new() };
                let mut shown = vec![text(&item["name"]).to_owned()];
                for (request, end) in [("outgoingCalls", "to"), ("incomingCalls", "from")] {
                    let answer = self.editor.ask(&format!("callHierarchy/{request}"), json!({ "item": item }));
                    let call = |call: &Value| format!("  {end} {} ({})", text(&call[end]["name"]), text(&call[end]["detail"]));
                    shown.extend(answer.as_array().unwrap().iter().map(call));
                }
                shown
            }
            "content" => {
                let answer = self.editor.ask("workspace/textDocumentContent", json!({ "uri": argument }));
                lines(text(&answer["text"]))
            }
            "command" => {
                let (command, argument) = argument.split_once(' ').unwrap_or((argument, ""));
                let params = json!({ "command": command, "arguments": [argument] });
                let response = self.editor.answer("workspace/executeCommand", params);
                match (response.result, response.error) {
                    (Some(answer), _) => lines(text(&answer)),
                    (None, error) => vec![format!("refused: {}", error.map_or(String::new(), |error| error.message))],
                }
            }
            other => panic!("no request is shown as `{other}`"),
        }
    }

    fn actions(&mut self) -> Vec<Value> {
        let more = json!({ "range": self.range(), "context": { "diagnostics": [] } });
        let answer = self.ask::<lsp_types::CodeActionResponse>("textDocument/codeAction", more);
        answer.as_array().unwrap().clone()
    }

    /// Locations as lines with the places marked.
    fn places(&self, answer: &Value) -> Vec<String> {
        let one = std::slice::from_ref(answer);
        let list = match answer {
            Value::Array(list) => &list[..],
            Value::Null => &[],
            _ => one,
        };
        list.iter()
            .map(|place| {
                let uri = text(&place["uri"]);
                match uri.strip_prefix("sms-library:/") {
                    Some(name) => {
                        let library = std::fs::read_to_string(root().join(name)).unwrap();
                        format!("{name}: {}", marked(&library, &place["range"]).trim())
                    }
                    None => {
                        let name = uri.strip_prefix(&self.editor.uri("")).unwrap();
                        let line = place["range"]["start"]["line"].as_u64().unwrap() + 1;
                        format!("{name}:{line}: {}", marked(self.case.text(name), &place["range"]))
                    }
                }
            })
            .collect()
    }

    /// Ranges of the marked file as lines with the places marked.
    fn ranges(&self, answer: &Value) -> Vec<String> {
        let list = answer.as_array().unwrap().iter().filter(|item| !item.is_null());
        let line = |item: &Value| item["range"]["start"]["line"].as_u64().unwrap() + 1;
        list.map(|item| format!("{}: {}", line(item), marked(self.case.text(self.name()), &item["range"]))).collect()
    }

    fn line(&self, name: &str, number: usize) -> String {
        self.case.text(name).lines().nth(number).unwrap_or_default().to_owned()
    }

    /// The line of a position with something put in there.
    fn with(&self, position: &Value, what: &str) -> String {
        let whole = self.case.text(self.name());
        let at = offset(whole, position);
        let line = whole[..at].rfind('\n').map_or(0, |before| before + 1);
        let end = whole[at..].find('\n').map_or(whole.len(), |length| at + length);
        format!("{}{what}{}", &whole[line..at], &whole[at..end])
    }

    /// The texts that come out of edits; their names where there are several.
    fn made(&self, edit: &Value) -> Vec<String> {
        let changes = edit["changes"].as_object().unwrap();
        let root = self.editor.uri("");
        let names: BTreeMap<&str, &Value> = changes.iter().map(|(uri, edits)| (uri.strip_prefix(&root).unwrap(), edits)).collect();
        let many = self.case.files.len() > 1;
        let mut shown = Vec::new();
        for (name, edits) in names {
            if many {
                shown.push(format!("{name}:"));
            }
            shown.extend(lines(&edited(self.case.text(name), edits)));
        }
        shown
    }

    fn tokens(&self, answer: &Value) -> Vec<String> {
        let classes =
            ["comment", "string", "number", "keyword", "type", "variable", "property", "function", "enumMember", "operator"];
        let numbers: Vec<usize> =
            answer["data"].as_array().unwrap().iter().map(|number| number.as_u64().unwrap() as usize).collect();
        let (mut line, mut column) = (0, 0);
        let mut shown = Vec::new();
        for token in numbers.chunks(5) {
            let [down, right, length, class, modifiers] = token else { panic!("five numbers each") };
            column = if *down == 0 { column + right } else { *right };
            line += down;
            let whole = self.line(self.name(), line);
            let units: Vec<u16> = whole.encode_utf16().skip(column).take(*length).collect();
            let modified = ["", " documentation", " declaration"][*modifiers];
            shown.push(format!("{} {}{modified}", String::from_utf16(&units).unwrap(), classes[*class]));
        }
        shown
    }
}

fn typed<Typed: DeserializeOwned>(answer: &Value) {
    if let Err(error) = serde_json::from_value::<Typed>(answer.clone()) {
        panic!("the protocol has no such answer: {error}: {answer}");
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn symbols(list: &[Value], depth: usize, shown: &mut Vec<String>) {
    for symbol in list {
        shown.push(format!("{}{} ({})", "  ".repeat(depth), text(&symbol["name"]), text(&symbol["detail"])));
        symbols(symbol["children"].as_array().map_or(&[][..], |children| children), depth + 1, shown);
    }
}

/// The line of a range with marks around it.
fn marked(whole: &str, range: &Value) -> String {
    let (start, end) = (offset(whole, &range["start"]), offset(whole, &range["end"]));
    let line = whole[..start].rfind('\n').map_or(0, |before| before + 1);
    let close = whole[end..].find('\n').map_or(whole.len(), |length| end + length);
    format!("{}⟦{}⟧{}", &whole[line..start], &whole[start..end], &whole[end..close]).replace('\n', "⏎")
}

/// The offset of a position, which counts in units of UTF-16.
fn offset(whole: &str, position: &Value) -> usize {
    let (line, character) = (position["line"].as_u64().unwrap() as usize, position["character"].as_u64().unwrap() as usize);
    let start = if line == 0 { 0 } else { whole.match_indices('\n').nth(line - 1).map_or(whole.len(), |(at, _)| at + 1) };
    let mut units = 0;
    for (at, letter) in whole[start..].char_indices() {
        if units >= character || letter == '\n' {
            return start + at;
        }
        units += letter.len_utf16();
    }
    whole.len()
}

/// The text after some edits of the protocol.
pub fn edited(whole: &str, edits: &Value) -> String {
    let mut made: Vec<(usize, usize, &str)> = edits
        .as_array()
        .map_or(&[][..], |edits| edits)
        .iter()
        .map(|edit| (offset(whole, &edit["range"]["start"]), offset(whole, &edit["range"]["end"]), text(&edit["newText"])))
        .collect();
    made.sort_by_key(|(start, ..)| *start);
    let mut out = whole.to_owned();
    for (start, end, new) in made.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}
