//! The compiler as part of another program: a model in memory in, what is told of it out. Nothing here needs the command line.

use std::sync::Arc;

use sms::workspace::{self, Snapshot, Telling};
use sms::world::{Absent, Audience, Cancel, Facts};

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

#[test]
fn a_model_that_is_edited_is_checked_again() {
    let before = Snapshot::new([("desk.sms".to_owned(), "role desk \"Service desk\"\nperson kim { roles: [dsk] }\n".to_owned())]);
    let facts = Facts { today: sms::quantity::day(2026, 11, 21), files: Arc::new(Absent), audience: Audience::Anybody };
    let after = before.with("desk.sms", "role desk \"Service desk\"\nperson kim { roles: [desk] }\n");

    let errors = |snapshot: &Snapshot| {
        let checked = snapshot.check(&facts, &Cancel::new()).expect("nobody stops it");
        checked.tell(&Telling::default()).diagnostics.iter().filter(|told| told.source.id() == "E0203").count()
    };
    assert_eq!([errors(&before), errors(&after)], [1, 0]);
}
