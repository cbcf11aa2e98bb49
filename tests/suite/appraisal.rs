//! Appraisals by a staged model: each row of the table of instances, goals, areas, the levels with their boundaries, and what is shown.

use std::fmt::Write as _;

use sms::assess::appraisal::{Appraised, Outcome, Rating, Standing, appraised};
use sms::model::{EntityId, Model, Value};
use sms::quantity::Scalar;

use crate::artefacts::schema;
use crate::program::{sms, write};
use crate::support::{Seen, TODAY, checked};

/// What the appraisal of a text comes to.
fn appraisal(text: &str) -> (Seen, Appraised) {
    let seen = checked(text);
    let language: Vec<&str> = seen.language.iter().map(|told| &*told.message).collect();
    assert!(language.is_empty(), "{language:?}");
    let all = appraised(&seen.model, TODAY);
    assert_eq!(all.len(), 1);
    let only = all.into_iter().next().unwrap();
    (seen, only)
}

fn id(model: &Model, path: &str) -> EntityId {
    model.find(path).unwrap_or_else(|| panic!("nothing is called {path}"))
}

/// The values of one practice in several places, and perhaps a judgement, as a text.
fn practice(number: &str, values: &[&str], judgement: Option<&str>) -> String {
    let mut text = String::new();
    for (at, value) in values.iter().enumerate() {
        let rest = match *value {
            "FI" => "",
            "NY" => ", because: \"from 2027\"",
            _ => ", weaknesses: [\"late\"]",
        };
        let place = ["a", "b", "c"][at];
        writeln!(text, "practice_instance {{ practice: cmmi_svc.{number}, at: {place}, rating: cmmi_practice.{value}{rest} }}")
            .unwrap();
    }
    if let Some(value) = judgement {
        writeln!(text, "practice_judgement {{ practice: cmmi_svc.{number}, rating: cmmi_practice.{value}, because: \"weighed\" }}")
            .unwrap();
    }
    text
}

fn of_practices(practices: &str) -> String {
    format!(
        "team a\nteam b\nteam c\nappraisal spring {{ of: cmmi_svc, practices: cmmi_practice, capability: cmmi_capability, \
         maturity: cmmi_maturity\n{practices}}}\n"
    )
}

#[test]
fn instances_make_one_value_row_by_row() {
    let cases: [(&[&str], Option<&str>, &str); 22] = [
        // All FI or NY, at least one FI.
        (&["FI"], None, "FI"),
        (&["FI", "FI", "FI"], None, "FI"),
        (&["NY", "FI", "NY"], None, "FI"),
        // All LI, FI or NY, at least one LI.
        (&["LI"], None, "LI"),
        (&["FI", "LI", "FI"], None, "LI"),
        (&["NY", "LI", "FI"], None, "LI"),
        // Good and bad ones: a judgement among three values, and a range without it.
        (&["FI", "PI"], None, "LI|PI|NI"),
        (&["LI", "NI"], None, "LI|PI|NI"),
        (&["NY", "FI", "NI"], None, "LI|PI|NI"),
        (&["LI", "FI", "PI"], Some("LI"), "LI"),
        (&["LI", "FI", "PI"], Some("PI"), "PI"),
        (&["LI", "FI", "PI"], Some("NI"), "NI"),
        (&["LI", "FI", "PI"], Some("FI"), "refused"),
        (&["LI", "FI", "PI"], Some("NY"), "refused"),
        // All PI, NI or NY, at least one PI.
        (&["PI"], None, "PI"),
        (&["PI", "NI", "NY"], None, "PI"),
        // All NI or NY, at least one NI.
        (&["NI"], None, "NI"),
        (&["NI", "NY", "NI"], None, "NI"),
        // All NY.
        (&["NY"], None, "NY"),
        (&["NY", "NY", "NY"], None, "NY"),
        // Where the rows give one value a judgement changes nothing.
        (&["FI", "LI"], Some("NI"), "LI"),
        (&[], None, "uncharacterised"),
    ];
    for (values, judgement, expected) in cases {
        let (seen, found) = appraisal(&of_practices(&practice("IRP.SP2.1", values, judgement)));
        let practices = found.areas.iter().flat_map(|area| &area.goals).flat_map(|goal| &goal.practices);
        let wanted = id(&seen.model, "cmmi_svc.IRP.SP2.1");
        let result = practices.into_iter().find(|result| result.practice == wanted).unwrap();
        let name = |value: &EntityId| seen.model.entity(*value).id().to_owned();
        let value = match &result.value {
            Outcome::Uncharacterised => "uncharacterised".to_owned(),
            Outcome::Refused(_) => "refused".to_owned(),
            Outcome::Value(value) => name(value),
            Outcome::Open(values) => values.iter().map(name).collect::<Vec<_>>().join("|"),
        };
        assert_eq!(value, expected, "{values:?} {judgement:?}");
        assert_eq!(result.instances.len(), values.len());
    }
}

/// The rating of a goal at worst and at best.
fn rating(text: &str, goal: &str) -> (Rating, Rating) {
    let (seen, found) = appraisal(text);
    let goal = id(&seen.model, goal);
    let result = found.areas.iter().flat_map(|area| &area.goals).find(|result| result.goal == goal).unwrap();
    (result.worst, result.best)
}

#[test]
fn the_worked_example_of_the_method_comes_out() {
    let example = |judgement: Option<&str>, more: &str| {
        let practices = [
            practice("IRP.SP2.1", &["FI", "FI", "FI"], None),
            practice("IRP.SP2.2", &["FI", "LI", "FI"], None),
            practice("IRP.SP2.3", &["FI", "FI", "NY"], None),
            practice("IRP.SP2.4", &["FI", "LI", "PI"], judgement),
            practice("IRP.SP2.5", &["LI", "LI", "LI"], None),
        ];
        rating(&of_practices(&format!("{}{more}", practices.concat())), "cmmi_svc.IRP.SG2")
    };
    assert_eq!(example(Some("LI"), ""), (Rating::Satisfied, Rating::Satisfied));
    assert_eq!(example(Some("PI"), ""), (Rating::Unsatisfied, Rating::Unsatisfied));
    // Without the judgement it is a range, and no guess.
    assert_eq!(example(None, ""), (Rating::Unsatisfied, Rating::Satisfied));
    // Weaknesses that together do harm fail the goal, although each practice is good enough.
    let harm = "goal_judgement { goal: cmmi_svc.IRP.SG2, harm: true, because: \"callers wait\" }\n";
    assert_eq!(example(Some("LI"), harm), (Rating::Unsatisfied, Rating::Unsatisfied));
    assert_eq!(example(Some("LI"), &harm.replace("true", "false")), (Rating::Satisfied, Rating::Satisfied));
    // One that is not yet due, or that nobody has looked at, leaves the goal open whatever else is found.
    let waiting = [practice("IRP.SP2.1", &["NY"], None), practice("IRP.SP2.2", &["NI"], None)].concat();
    assert_eq!(rating(&of_practices(&waiting), "cmmi_svc.IRP.SG2"), (Rating::NotRated, Rating::NotRated));
}

/// Every practice of the model, done in full, with what a case changes.
struct Full {
    /// What is not done in full: a practice, with the area for one that applies to all, and its values.
    not_full: Vec<(&'static str, &'static str, &'static [&'static str])>,
    /// What else stands in the appraisal.
    more: &'static str,
}

impl Full {
    fn text(&self) -> String {
        let loaded = sms::workspace::load_with_library(&[], &mut std::io::empty());
        let (model, _) = loaded.snapshot.understand();
        let schema = model.schema();
        let kind = |name: &str| schema.kind_named(name).unwrap();
        let framework = id(&model, "cmmi_svc");
        let path = |id: EntityId| model.entity(id).path.to_string();
        let children = |holder: EntityId, of: &str| -> Vec<EntityId> {
            model.children(holder).iter().copied().filter(|&child| model.is_a(child, kind(of))).collect()
        };
        let generic: Vec<String> =
            children(framework, "generic_practice").into_iter().map(path).filter(|path| !path.ends_with("GP1.1")).collect();
        let mut text = String::new();
        let mut add = |practice: &str, area: Option<&str>| {
            let is_it = |(name, of, _): &&(&str, &str, &[&str])| {
                practice == format!("cmmi_svc.{name}") && area.is_none_or(|area| area == format!("cmmi_svc.{of}"))
            };
            let values = self.not_full.iter().find(is_it).map_or(&["FI"][..], |(_, _, values)| values);
            let area = area.map(|area| format!(", area: {area}")).unwrap_or_default();
            for value in values {
                let rest = match *value {
                    "FI" => "",
                    "NY" => ", because: \"from 2027\"",
                    _ => ", weaknesses: [\"late\"]",
                };
                writeln!(text, "practice_instance {{ practice: {practice}{area}, rating: cmmi_practice.{value}{rest} }}").unwrap();
            }
        };
        for area in children(framework, "process_area") {
            for practice in children(area, "practice") {
                add(&path(practice), None);
            }
            for practice in &generic {
                add(practice, Some(&path(area)));
            }
        }
        of_practices(&format!("{text}{}", self.more))
    }
}

/// The level of the whole unit, and the capability level of one area, at worst and at best.
fn levels(full: &Full, area: &str) -> ((i64, i64), Option<(i64, i64)>) {
    let (seen, found) = appraisal(&full.text());
    let unit = found.level.as_ref().unwrap();
    let wanted = id(&seen.model, &format!("cmmi_svc.{area}"));
    let area = found.areas.iter().find(|result| result.area == wanted).unwrap();
    // Both ways to the level of a unit agree where everything is rated.
    let is_rated =
        found.areas.iter().flat_map(|area| &area.goals).all(|goal| goal.worst == goal.best && goal.worst != Rating::NotRated);
    if is_rated && found.areas.iter().all(|area| area.standing != Standing::OutOfScope) {
        assert_eq!(by_equivalent_stages(&seen.model, &found), unit.worst);
    }
    ((unit.worst, unit.best), area.level)
}

/// The level of the unit by the table of equivalent stages: from the capability levels alone.
fn by_equivalent_stages(model: &Model, found: &Appraised) -> i64 {
    let schema = model.schema();
    let value = |id: EntityId, name: &str| model.value(id, schema.field_named(model.entity(id).kind, name).unwrap()).clone();
    let number = |value: &Value| match value {
        Value::Scalar(Scalar::Int(number)) => *number,
        other => panic!("{other:?}"),
    };
    let mut reached = 1;
    let stages: Vec<EntityId> = model.of_kind(schema.kind_named("equivalent_stage").unwrap());
    for stage in stages {
        let Value::List(of) = value(stage, "areas_of_levels") else { panic!("no list") };
        let of: Vec<i64> = of.iter().map(|item| number(&item.value)).collect();
        let least = number(&value(stage, "capability_level"));
        let counted = found.areas.iter().filter(|area| area.standing == Standing::Rated);
        let mut needed = counted.filter(|area| of.contains(&number(&value(area.area, "maturity_level"))));
        if needed.all(|area| area.level.is_some_and(|(worst, _)| worst >= least))
            && reached == number(&value(stage, "maturity_level")) - 1
        {
            reached += 1;
        }
    }
    reached
}

#[test]
fn levels_end_where_the_first_thing_is_missing() {
    type Case = (
        &'static [(&'static str, &'static str, &'static [&'static str])],
        &'static str,
        &'static str,
        (i64, i64),
        Option<(i64, i64)>,
    );
    let cases: [Case; 14] = [
        (&[], "", "CM", (5, 5), Some((3, 3))),
        // A specific practice, a practice of the second and of the third generic goal, of an area of level 2.
        (&[("CM.SP1.1", "CM", &["NI"])], "", "CM", (1, 1), Some((0, 0))),
        (&[("GP2.1", "CM", &["NI"])], "", "CM", (1, 1), Some((1, 1))),
        (&[("GP3.1", "CM", &["PI"])], "", "CM", (2, 2), Some((2, 2))),
        // The same of areas of higher levels: no level is skipped.
        (&[("RSKM.SP1.1", "RSKM", &["NI"])], "", "RSKM", (2, 2), Some((0, 0))),
        (&[("OPP.SP1.1", "OPP", &["NI"])], "", "OPP", (3, 3), Some((0, 0))),
        (&[("GP3.2", "CAR", &["NI"])], "", "CAR", (4, 4), Some((2, 2))),
        (&[("CAR.SP1.1", "CAR", &["LI"])], "", "CAR", (5, 5), Some((3, 3))),
        // Instances that differ without a judgement are a range; what is not yet due is not known.
        (&[("CM.SP1.1", "CM", &["FI", "PI"])], "", "CM", (1, 5), Some((0, 3))),
        (&[("CM.SP1.1", "CM", &["NY"])], "", "CM", (1, 1), Some((0, 0))),
        // What the model lets be left out keeps nobody from a level, and what was only not looked at does.
        (
            &[("SAM.SP1.1", "SAM", &["NI"])],
            "area_without_work { area: cmmi_svc.SAM, because: \"nothing is bought\" }\n",
            "SAM",
            (5, 5),
            None,
        ),
        (&[("SSD.SP1.1", "SSD", &["NI"])], "left_out: [cmmi_svc.SSD]\n", "SSD", (5, 5), None),
        (&[("SSD.SP1.1", "SSD", &["NI"])], "", "SSD", (2, 2), Some((0, 0))),
        (&[], "areas: [cmmi_svc.CM, cmmi_svc.MA]\n", "CM", (1, 1), Some((3, 3))),
    ];
    for (not_full, more, area, unit, capability) in cases {
        let full = Full { not_full: not_full.to_vec(), more };
        assert_eq!(levels(&full, area), (unit, capability), "{not_full:?} {more}");
    }
}

#[test]
fn what_keeps_a_unit_from_a_level_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let full = Full { not_full: vec![("GP3.1", "CM", &["PI"]), ("RSKM.SP1.1", "RSKM", &["FI", "NI"])], more: "target_level: 3\n" };
    let scope = "scope all_of_it { standard: cmmi_svc, services: [hosting] }\nservice hosting \"Hosting\"\n";
    write(folder.path(), "model/a.sms", format!("{scope}{}", full.text()));
    let status = sms(folder.path(), &["status", "model", "--format", "json"]);
    let status: serde_json::Value = serde_json::from_str(&status.out).unwrap();
    let schema: serde_json::Value = serde_json::from_str(sms::answers::status::SCHEMA).unwrap();
    let faults = schema::faults(&schema, &schema, &status, "$");
    assert!(faults.is_empty(), "{faults:#?}");
    let level = &status["appraisals"][0]["level"];
    assert_eq!((&level["worst"], &level["best"], &level["target"]), (&2.into(), &2.into(), &3.into()));
    let text = sms(folder.path(), &["status", "model", "--framework", "cmmi_svc"]).out;
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&text).contains("a self-assessment Level of the whole unit: 2, aimed at 3"), "{text}");
    // To characterise a practice is not to put it into practice.
    assert_eq!(status["frameworks"][0]["figures"]["declared"], 0);
    let shown = sms(folder.path(), &["why-not", "Maturity level 3", "--model", "model"]).out;
    let shown = words(&shown);
    assert!(shown.contains("reaches level 2: 2 goals and areas separate it from level 3"), "{shown}");
    assert!(shown.contains("CM Configuration Management: GG3") && shown.contains("is unsatisfied or satisfied"), "{shown}");
    let two = sms(folder.path(), &["why-not", "maturity level 2", "--model", "model"]).out;
    assert!(two.contains("nothing on record separates it from level 2"), "{two}");
    write(folder.path(), "bare/a.sms", scope);
    let none = sms(folder.path(), &["why-not", "maturity level 3", "--model", "bare"]);
    assert!(none.code == 2 && none.err.contains("no-appraisal"), "{none:?}");
}
