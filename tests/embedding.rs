//! The compiler as part of another program: a model in memory in, what is told of it out. Nothing here needs the command line.

use sms::workspace::{self, Telling};

#[test]
fn a_model_in_memory_is_checked_in_three_steps() {
    let texts = vec![("desk.sms".to_owned(), "role desk \"Service desk\"\nperson kim { roles: [desk, dsk] }\n".to_owned())];
    let loaded = workspace::load_texts(texts);
    let checked = workspace::check(loaded, sms::quantity::day(2026, 11, 21));
    let told = checked.tell(&Telling::default());

    let first = &told.diagnostics[0];
    assert_eq!((first.source.id(), &*first.message), ("E0203", "nothing in the model is called `dsk`"));
    let place = checked.sources.position(first.span().expect("it stands in the text"));
    assert_eq!((place.line, place.column), (2, 28));
}
