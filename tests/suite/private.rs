//! An organisation's own frameworks and licensed texts: they work like the library's, and licensed text stays where it may be read.

use sms::artefact::{self, Counts, Document, Input};
use sms::world::Audience;
use sms::write::{self, Format};

use crate::support;

/// A framework of the organisation's own, another that holds licensed text, an overlay on a standard of the library, and a register
/// that tries to print all of it.
const MODEL: &str = r#"
framework house_rules "House rules" {
  issuer: "Harbour IT Ltd"
  exclusions: allowed
  clause 1 "Conduct at the desk" {
    requirement greeting "Every caller is greeted by name" { modality: shall }
  }
}
/// SECRET-DOC of the customer's standard.
framework customer_standard "SECRET-TITLE of the customer" {
  private: true
  clause 1 "SECRET-CLAUSE" {
    requirement first "SECRET-REQUIREMENT" { note: "SECRET-NOTE" }
  }
}
overlay licensed_copy {
  of: iso20000
  licence: "one copy, read by the quality team"
  licensed_text { of: iso20000.8.6.1, text: "SECRET-TEXT of the standard" }
}
organisation harbour "Harbour IT Ltd"
scope own_scope "Desk of Harbour IT Ltd" { standard: iso20000 }
scope house_scope "The same desk" { standard: house_rules }
scope customer_scope "The desk as the customer sees it" { standard: customer_standard }
process greeting "Greeting callers" { implements: [house_rules.1, customer_standard.1, iso20000.8.6.1] }
register everything "All licensed texts" {
  each: t in licensed_text
  column "Of" = t.of.title
  column "Text" = t.text
  column "Parent" = t.parent.licence
}
register titles "All titles" {
  each: c in clause where c.parent == customer_standard or c.parent == house_rules
  column "Title" = c.title
  column "Requirements" = c.requirements.title
  column "Notes" = c.requirements.note
  column "Framework" = c.parent.title
  column "Documentation" = c.parent.doc
}
rule clause_is_quiet {
  severity: warning
  each: c in clause where c.parent == customer_standard
  require: c.title is empty
  message: "{c.title} and {c.requirements.note} are not quiet"
}
"#;

fn documents(audience: Audience) -> Vec<Document> {
    let mut checked = support::checked(MODEL);
    let language: Vec<_> =
        checked.diagnostics.iter().filter(|told| matches!(told.source, sms::diag::Source::Language(_))).collect();
    let messages: Vec<&str> = language.iter().map(|told| &*told.message).collect();
    assert!(messages.is_empty(), "{messages:?}");
    checked.facts.audience = audience;
    artefact::all(&Input {
        model: &checked.model,
        sources: &checked.sources,
        rulebook: &checked.rulebook,
        waived: &checked.waived,
        counts: Counts::default(),
        facts: &checked.facts,
    })
}

fn bytes(document: &Document) -> String {
    let formats = [Format::Markdown, Format::Csv, Format::Json];
    let files = formats.into_iter().flat_map(|format| write::write(document, format));
    files.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect()
}

#[test]
fn licensed_text_reaches_no_artefact_that_is_not_private() {
    let mut seen_own = false;
    for document in documents(Audience::Anybody) {
        let written = bytes(&document);
        let leak = written.find("SECRET");
        assert!(leak.is_none(), "{}: …{}…", document.name, &written[leak.unwrap_or_default()..][..40]);
        seen_own |= written.contains("Conduct at the desk");
    }
    assert!(seen_own, "the organisation's own framework appears like any other");
}

#[test]
fn a_private_artefact_shows_licensed_text_and_says_that_it_is_private() {
    let documents = documents(Audience::Licensed);
    for document in &documents {
        assert!(document.notices.iter().any(|notice| notice.text.starts_with("Private.")), "{}", document.name);
    }
    let named = |name: &str| bytes(documents.iter().find(|document| document.name == name).unwrap());
    assert!(named("applicability_record").contains("SECRET-TEXT of the standard"));
    assert!(named("everything").contains("SECRET-TEXT of the standard"));
}
