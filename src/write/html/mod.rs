//! The dossier as one page that stands alone: nothing is fetched, and all of it can be read without its script.
//!
//! What stands in a document is data. It gets into the page by `text` alone, which shows letters that cannot be seen as what they are, and
//! `maud` escapes it; the page forbids every style and script but the two that are part of the program, which it names by their sums.

mod cells;
mod contents;
mod figures;
mod links;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::File;
use crate::artefact::digest::digest;
use crate::artefact::document::{Block, Document, Level, Notice, Section, Weight};
use crate::artefact::{Chapter, Dossier};
use crate::source::letters;
use cells::cell;
use links::Links;

/// How the page looks.
pub const STYLES: &str = include_str!("page.css");

/// What searches, filters and sorts.
pub const SCRIPT: &str = include_str!("page.js");

/// The page of a dossier.
pub fn write(dossier: &Dossier) -> File {
    let links = Links::new(dossier);
    let header = print_header(dossier);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy(&header));
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(dossier.provenance.tool);
                title { (text(&title(dossier))) }
                style { (PreEscaped(STYLES)) }
                style { (PreEscaped(&header)) }
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                (top(dossier))
                div.page {
                    (contents::contents(dossier))
                    main #main tabindex="-1" {
                        @for chapter in &dossier.chapters { (chapter_of(chapter, &links)) }
                        (provenance(dossier))
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    File { name: format!("{}.html", dossier.name), bytes: page.into_string().into_bytes() }
}

/// A text of a document, for a place where markup is expected: escaped, with every letter that cannot be seen shown as what it is.
fn text(text: &str) -> Markup {
    html! { (letters::shown(text)) }
}

fn title(dossier: &Dossier) -> String {
    match &dossier.organisation {
        Some(organisation) => format!("{organisation}: {}", dossier.title),
        None => dossier.title.clone(),
    }
}

/// What the page may do: apply these styles, run this script, and nothing else. Forms, frames, pictures and addresses are out.
fn policy(header: &str) -> String {
    let [styles, header, script] = [STYLES, header, SCRIPT].map(|content| sum(content.as_bytes()));
    format!("default-src 'none'; style-src {styles} {header}; script-src {script}; base-uri 'none'; form-action 'none'")
}

/// The sum of a style or a script, as a policy names it.
pub fn sum(content: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::from("'sha256-");
    for three in digest(content).chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS.get((bits >> (18 - 6 * place)) as usize & 63).filter(|_| place <= three.len());
            out.push(letter.map_or('=', |&letter| char::from(letter)));
        }
    }
    out.push('\'');
    out
}

/// What each printed page says at its head. In a text of a style sheet every letter but plain ones is written by its number, so that no title
/// ends the text.
fn print_header(dossier: &Dossier) -> String {
    let mut says = String::new();
    for letter in letters::shown(&format!("{} · as of {}", title(dossier), dossier.provenance.as_of)).chars().take(120) {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' => says.push(letter),
            other => says.push_str(&format!("\\{:06x}", u32::from(other))),
        }
    }
    format!("@page{{@top-left{{content:\"{says}\"}}}}")
}

fn top(dossier: &Dossier) -> Markup {
    let provenance = &dossier.provenance;
    html! {
        header.top {
            div.names {
                p.kicker { (text(&dossier.title)) }
                h1 { (text(dossier.organisation.as_deref().unwrap_or(&dossier.title))) }
                p.asof { "As of " time datetime=(provenance.as_of.to_string()) { (provenance.as_of.to_string()) } }
            }
            div.notices { @for notice in &dossier.notices { (notice_of(notice)) } }
        }
    }
}

fn notice_of(notice: &Notice) -> Markup {
    let class = match notice.weight {
        Weight::Caution => "caution",
        Weight::Remark => "remark",
    };
    html! { p class={ "notice " (class) } { strong { (notice.weight.word()) ": " } (text(&notice.text)) } }
}

fn chapter_of(chapter: &Chapter, links: &Links) -> Markup {
    html! {
        section.chapter aria-labelledby={ "chapter:" (chapter.anchor) } {
            h2 id={ "chapter:" (chapter.anchor) } { (text(&chapter.title)) }
            @for document in &chapter.documents { (document_of(document, chapter, links)) }
        }
    }
}

fn document_of(document: &Document, chapter: &Chapter, links: &Links) -> Markup {
    // One document that is the whole chapter needs no heading of the same words.
    let named = chapter.documents.len() > 1 || document.title != chapter.title;
    let lone = document.sections.len() == 1;
    html! {
        article.document id=(links::document(document)) data-title=(letters::shown(&document.title)) {
            @if named { h3 { (text(&document.title)) (links::mark(&links::document(document), &document.title)) } }
            @for section in &document.sections { (section_of(document, section, !lone, links)) }
        }
    }
}

fn section_of(document: &Document, section: &Section, headed: bool, links: &Links) -> Markup {
    let id = links::section(document, section);
    html! {
        section id=(id) class=[(section.level == Level::Part).then_some("part")] {
            @if headed {
                @match section.level {
                    Level::Main => h4 { (text(&section.title)) (links::mark(&id, &section.title)) },
                    Level::Part => h5 { (text(&section.title)) (links::mark(&id, &section.title)) },
                }
            }
            @for block in &section.blocks { (block_of(document, section, block, links)) }
        }
    }
}

fn block_of(document: &Document, section: &Section, block: &Block, links: &Links) -> Markup {
    html! {
        @match block {
            Block::Paragraph(words) => @for piece in words.split("\n\n").filter(|piece| !piece.trim().is_empty()) { p { (text(piece)) } },
            Block::Facts(facts) => dl {
                @for fact in facts { div { dt { (text(&fact.name)) } dd { (cell(&fact.value, links)) } } }
            },
            Block::List(items) => ul { @for item in items { li { (cell(item, links)) } } },
            Block::Table(table) => (tables::table(document, section, table, links)),
        }
    }
}

fn provenance(dossier: &Dossier) -> Markup {
    let provenance = &dossier.provenance;
    let entities: usize = provenance.sources.iter().map(|source| source.entities).sum();
    let fact = |name: &str, value: Markup| html! { div { dt { (name) } dd { (value) } } };
    html! {
        section.chapter aria-labelledby="chapter:provenance" {
            h2 id="chapter:provenance" { "About this dossier" }
            @for notice in &dossier.notices { (notice_of(notice)) }
            dl {
                (fact("As of", html! { (provenance.as_of.to_string()) }))
                (fact("Written by", text(&provenance.tool)))
                @if let Some(edition) = &provenance.library { (fact("Edition of the library", text(edition))) }
                (fact("Open errors of the model", html! { (provenance.errors) }))
                (fact("Findings accepted by a waiver", html! { (provenance.waived) }))
                (fact("Entities of the organisation", html! { (entities) " in " (provenance.sources.len()) " files" }))
                (fact("Entities of the library", html! { (provenance.library_entities) }))
                (fact("Sum of the sources (SHA-256)", html! { code.sum { (provenance.digest) } }))
            }
            details {
                summary { "Files of the model" }
                ul.files {
                    @for source in &provenance.sources { li { code { (text(&source.file)) } " " span.quiet { (source.entities) } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_written_as_policies_want_them() {
        assert_eq!(sum(b""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
        assert_eq!(sum(b"abc"), "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
    }

    #[test]
    fn styles_and_script_stay_small_and_ask_for_nothing() {
        for content in [STYLES, SCRIPT] {
            assert!(content.len() < 20_000, "{}", content.len());
            for word in ["http:", "https:", "@import", "url(", "fetch(", "XMLHttpRequest", "innerHTML", "eval(", "</"] {
                assert!(!content.contains(word), "{word}");
            }
        }
    }
}
