//! Diagnostics: what is wrong, where, why it matters and what to do.
//!
//! A [`Diagnostic`] is plain data; `report` draws it in each output format. Errors of the language carry a [`Code`] such as `E0203`,
//! findings of rules carry the rule's name; both have a page for `sms explain`.

pub mod codes;
mod counts;
mod sort;

pub use codes::Code;
pub use counts::Counts;
pub use sort::tidy;

use crate::source::Span;

/// How much a diagnostic weighs. The order is from light to heavy, so `>=` compares with a threshold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Good practice; nothing demands it.
    Note,
    /// An auditor would ask.
    Warning,
    /// The model contradicts the language, the standard or itself.
    Error,
}

impl Severity {
    /// The word users see.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// What found the problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// The language itself, with the code of the error.
    Language(&'static Code),
    /// A rule of the library or of the organisation, by name.
    Rule(String),
}

impl Source {
    /// What stands in the brackets of `error[…]`, and what `sms explain` takes.
    pub fn id(&self) -> &str {
        match self {
            Source::Language(code) => code.id,
            Source::Rule(name) => name,
        }
    }
}

/// A place with a few words about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to see there; may be empty.
    pub text: String,
}

/// Whether an edit keeps the meaning of what the user wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Safety {
    /// Mechanical: the result means what was plainly meant.
    Safe,
    /// A proposal: somebody has to look at the result.
    Proposal,
}

/// A change to the text that would mend the problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What the change does, for a menu: "write `:` in place of `=`".
    pub title: String,
    /// The replacements; they do not overlap.
    pub edits: Vec<Edit>,
    /// Whether it may be applied unseen.
    pub safety: Safety,
}

/// One replacement of a stretch of text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// Where a diagnostic belongs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A stretch of a source file, with the label drawn under it.
    Text(Label),
    /// A file or folder that could not be read as text, by the name the user knows it by.
    File(String),
    /// No file: the command as a whole.
    Nowhere,
}

/// A clause of a framework that a finding is tied to: where it is demanded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClauseRef {
    /// The reference as a user would write it (`standard.8.2.3.1`).
    pub path: String,
    /// How it is cited in prose (`The standard, 8.2.3.1 Its title`); the path where the framework is not loaded.
    pub citation: String,
}

/// One thing that is wrong, or worth knowing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// What found it.
    pub source: Source,
    /// How much it weighs.
    pub severity: Severity,
    /// One line that stands alone: lower case, no final period, user text in backticks.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// Other places that matter, in this or other files.
    pub labels: Vec<Label>,
    /// Why it matters.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// An edit that would mend it.
    pub fix: Option<Fix>,
    /// The clauses that ask for it (findings of rules).
    pub clauses: Vec<ClauseRef>,
    /// The path of the entity it is about, where there is one.
    pub subject: Option<String>,
}

impl Diagnostic {
    /// An error of the language at `span`, with `label` drawn under the place (may be empty).
    pub fn error(code: &'static Code, span: Span, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Source::Language(code), Severity::Error, Place::Text(Label { span, text: label.into() }), message.into())
    }

    /// A warning of the language at `span`.
    pub fn warning(code: &'static Code, span: Span, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message, label) }
    }

    /// A diagnostic with nothing but its message and place.
    pub fn new(source: Source, severity: Severity, place: Place, message: String) -> Diagnostic {
        Diagnostic {
            source,
            severity,
            message,
            place,
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: None,
            clauses: Vec::new(),
            subject: None,
        }
    }

    /// Adds another place that matters.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds why it matters.
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// Says what to do.
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = Some(text.into());
        self
    }

    /// Offers an edit.
    pub fn fix(mut self, fix: Fix) -> Diagnostic {
        self.fix = Some(fix);
        self
    }

    /// Offers to replace `span` by `text`, as a change that may be applied unseen.
    pub fn replace(self, span: Span, text: impl Into<String>, title: impl Into<String>) -> Diagnostic {
        self.fix(Fix { title: title.into(), edits: vec![Edit { span, text: text.into() }], safety: Safety::Safe })
    }

    /// Suggests the name `near` in place of the one at `span`, with the change that writes it: a guess by likeness, so only a proposal.
    pub fn did_you_mean(self, span: Span, near: &str) -> Diagnostic {
        self.help(format!("did you mean `{near}`?")).fix(Fix {
            title: format!("write `{near}`"),
            edits: vec![Edit { span, text: near.to_owned() }],
            safety: Safety::Proposal,
        })
    }

    /// Names the entity it is about, by its path.
    pub fn about(mut self, subject: impl Into<String>) -> Diagnostic {
        self.subject = Some(subject.into());
        self
    }

    /// How the clauses that ask for it are cited, each once: several requirements of a clause are cited by the clause.
    pub fn citations(&self) -> Vec<&str> {
        let mut cited: Vec<&str> = Vec::new();
        for clause in &self.clauses {
            if !cited.contains(&&*clause.citation) {
                cited.push(&clause.citation);
            }
        }
        cited
    }

    /// The span of the primary label, where the place is in a text.
    pub fn span(&self) -> Option<Span> {
        match &self.place {
            Place::Text(label) => Some(label.span),
            Place::File(_) | Place::Nowhere => None,
        }
    }
}
