//! The contents: chapters and what stands in them, beside the page or, on a narrow one, above it.

use maud::{Markup, html};

use super::{links, text};
use crate::artefact::Dossier;

pub(super) fn contents(dossier: &Dossier) -> Markup {
    html! {
        nav.contents aria-label="Contents" {
            // Open, so that it can be used where no script runs; the script folds it on narrow screens.
            details #contents open {
                summary { "Contents" }
                ol {
                    @for chapter in &dossier.chapters {
                        li {
                            a href={ "#chapter:" (links::fragment(&chapter.anchor)) } { (text(&chapter.title)) }
                            @if chapter.documents.len() > 1 {
                                ol {
                                    @for document in &chapter.documents {
                                        li { a href={ "#" (links::fragment(&links::document(document))) } { (text(&document.title)) } }
                                    }
                                }
                            }
                        }
                    }
                    li { a href="#chapter:provenance" { "About this dossier" } }
                }
            }
        }
    }
}
