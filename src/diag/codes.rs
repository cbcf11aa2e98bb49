//! Every code of the language, with its title and its explanation page.

/// A code such as `E0203`: a kind of language error, with a page that explains it.
#[derive(PartialEq, Eq, Debug)]
pub struct Code {
    /// `E` and four digits.
    pub id: &'static str,
    /// The error in a few words, for lists.
    pub title: &'static str,
    /// The explanation page, Markdown; its examples are run as tests.
    pub page: &'static str,
}

/// The code with this id, in any case of letters.
pub fn by_id(id: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|code| code.id.eq_ignore_ascii_case(id))
}

macro_rules! declare {
    ($($id:ident $title:literal)*) => {
        $(
            #[doc = $title]
            pub static $id: Code = Code {
                id: stringify!($id),
                title: $title,
                page: include_str!(concat!("pages/", stringify!($id), ".md")),
            };
        )*
        /// All codes in order.
        pub static ALL: &[&Code] = &[$(&$id),*];
    };
}

declare! {
    // Reading files
    E0001 "a file or folder cannot be read"
    E0002 "a file is not UTF-8 text"
    E0003 "a letter that cannot be seen"
    E0004 "a file is too large"
    E0005 "a folder leads back into itself"
    E0006 "there is nothing to check"
    E0007 "a link leads out of the model's folder"
    E0008 "files that were passed over"
    E0009 "a part of a model"

    // Lexical form and syntax
    E0101 "a bracket is never closed"
    E0102 "a closing bracket without an opening one"
    E0103 "a text is never closed"
    E0104 "single or typographic quotation marks"
    E0105 "`=` where `:` belongs"
    E0106 "a comma is missing"
    E0107 "a field without a value"
    E0108 "something that does not belong here"
    E0109 "brackets nested too deeply"
    E0110 "a name is missing or cannot be one"
    E0111 "a day that does not exist"
    E0112 "a number or unit that cannot be read"
    E0113 "an unknown escape in a text"
    E0114 "a range of dates that ends before it begins"
    E0115 "a colon is missing"

    // Names and references
    E0201 "a name is declared twice"
    E0202 "an unknown kind"
    E0203 "a reference to something that is not in the model"
    E0204 "a reference to something of the wrong kind"
    E0205 "a reference by a former name"
    E0206 "a library name is declared again"
    E0207 "a former name that is not one thing's alone"
    E0208 "two names that look the same"

    // Kinds and enums
    E0301 "a kind extends itself"
    E0302 "an unknown type"
    E0303 "a field is declared twice"
    E0304 "an inverse field that cannot be computed"
    E0305 "a default that does not fit its field"
    E0306 "two fields contain the same kind"
    E0307 "a reserved name"
    E0308 "a kind the compiler needs is missing or different"
    E0309 "more than kinds and enums can hold"
    E0310 "a field whose parts do not fit each other"

    // Entities and their fields
    E0401 "an unknown field"
    E0402 "a required field is missing"
    E0403 "a value of the wrong type"
    E0404 "a field is given twice"
    E0405 "a computed field is written"
    E0406 "a child that does not belong here"
    E0407 "an empty list where at least one is needed"
    E0408 "an unknown value of an enum"
    E0409 "a file path that leaves the model"
    E0410 "a file that does not exist"
    E0411 "an entity without a name"
    E0412 "a kind that could never be complete"
    E0413 "the same item twice in a list"
    E0414 "a value that cannot be right"
    E0415 "an empty file as evidence"
    E0416 "the same content filed twice"

    // Rules and registers
    E0501 "a rule without a part it needs"
    E0502 "an unknown setting of a rule or register"
    E0503 "an unknown name in an expression"
    E0504 "a kind has no such field"
    E0505 "an expression of the wrong type"
    E0506 "an unknown function"
    E0507 "a mistake inside the braces of a text"
    E0508 "a rule, register or definition is declared twice"
    E0509 "a rule took too many steps"
    E0510 "an unknown clause in a rule"
    E0511 "an unknown severity"
    E0512 "a pattern that cannot be read"
    E0513 "an edit that a rule cannot offer"
    E0514 "a rule that never looks at anything"
    E0515 "a rule that never finds anything"
    E0516 "a rule that looks at every pair"
    E0517 "a rule without tests"
    E0518 "what stands behind `or else` is never used"
    E0519 "a list of yes and no as a condition"
    E0520 "a definition or computed field that leads back to itself"
    E0521 "a definition that nothing uses"
    E0522 "a name that nothing uses"

    // What people decided: waivers, ratings, baselines
    E0601 "a waiver that silences nothing"
    E0602 "a rating that differs from the computed status"
    E0603 "a baseline holds findings that are no longer there"
    E0604 "a model written for another edition of the library"

    // What documents are called
    E0701 "a document that cannot be a file"
    E0702 "two documents of one name"

    // Records whose rows are part of the model
    E0801 "a column that the record does not have"
    E0802 "a declaration of rows that cannot be followed"
    E0803 "a row that cannot be read"
    E0804 "a cell that does not fit its field"
    E0805 "a cell that may mean two things"
    E0806 "two rows of one name"
    E0807 "a record without rows"
    E0808 "a cell that names nothing in the model"
}
