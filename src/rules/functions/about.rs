//! What each function is for, in a line: what an editor shows beside its name.

/// A function as users are told of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct About {
    /// How it is called: `round(number, places)`.
    pub form: &'static str,
    /// What it gives.
    pub gives: &'static str,
}

/// What is told of the function of this name.
pub fn about(name: &str) -> Option<About> {
    let called = |about: &&About| about.form.split('(').next() == Some(name);
    ABOUT.iter().find(called).copied()
}

const fn told(form: &'static str, gives: &'static str) -> About {
    About { form, gives }
}

/// All of them; a test holds the list against the functions that there are.
const ABOUT: [About; 48] = [
    told("count(list)", "How many elements a list has."),
    told("sum(list)", "What numbers, amounts or times add up to."),
    told("min(list)", "The least of a list, or of several values."),
    told("max(list)", "The greatest of a list, or of several values."),
    told("distinct(list)", "The list with each element once."),
    told("first(list)", "The first element of a list."),
    told("last(list)", "The last element of a list."),
    told("title(entity)", "The title of an entity or of a value."),
    told("lower(text)", "The text in small letters."),
    told("upper(text)", "The text in capital letters."),
    told("trim(text)", "The text without blanks at its ends."),
    told("length(text)", "How many letters a text has."),
    told("contains(text, part)", "Whether a text holds another one."),
    told("starts_with(text, part)", "Whether a text begins with another one."),
    told("ends_with(text, part)", "Whether a text ends with another one."),
    told("words(text)", "The words of a text."),
    told("join(list, \", \")", "The elements of a list as one text, with the second text between them."),
    told("exists(path)", "Whether a file is on record."),
    told("severity(\"rule_name\")", "How much the rule of a name weighs, as a text."),
    told("abs(number)", "The number without its sign."),
    told("round(number, places)", "The number to so many places."),
    told("year(date)", "The year of a date."),
    told("month(date)", "The month of a date, from 1."),
    told("day(date)", "The day of a date within its month."),
    told("weekday(date)", "The day of the week of a date."),
    told("minutes(number)", "So many minutes."),
    told("hours(number)", "So many hours."),
    told("days(number)", "So many days."),
    told("weeks(number)", "So many weeks."),
    told("months(number)", "So many months."),
    told("years(number)", "So many years."),
    told("reachable(target)", "The best figure that what stands behind a promise allows."),
    told("carried_by(target)", "The targets that stand behind a promise."),
    told("weakest_link(target)", "Which of the targets behind a promise to better first."),
    told("nothing_promised(target)", "What a promise depends on of other parties, without a promise from them."),
    told("reachable_together(target)", "The best figure where parts that stand in for each other fail together."),
    told("common_causes(target)", "What parts that stand in for each other have in common: a subcontractor, a site."),
    told("at_worst(target, other)", "What a target comes to at worst in the time of another one."),
    told("may_lose(target, other)", "How long things may be out within the time of another target."),
    told("too_late(target, other)", "How long it may take on the clock, where that is later than another target allows."),
    told("open_hours(hours, others)", "What of some hours others leave open."),
    told("rests_on(service, parts)", "Whether a service needs one of these parts, directly or through others."),
    told("is_zone(text)", "Whether a text is the name of a zone of time."),
    told("matches(text, \"pattern\")", "Whether the whole text has a form, such as `svc_[a-z]+`."),
    told("referrers(entity)", "Whatever refers to an entity, by any field."),
    told("lacking(\"its term\": a.term, …)", "Those of the texts whose values are missing, empty or false."),
    told("circle(c.depends_on)", "A shortest way from a thing back to itself through a field; empty where none leads back."),
    told("entangled(c.depends_on)", "All that lead to a thing through a field and that it leads to."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_told_of_and_nothing_else() {
        let names: Vec<&str> = super::super::names().collect();
        for name in &names {
            assert!(about(name).is_some(), "`{name}` is told of nowhere");
        }
        for told in ABOUT {
            let name = told.form.split('(').next().unwrap_or_default();
            assert!(names.contains(&name), "there is no function `{name}`");
            assert!(told.gives.ends_with('.'));
        }
    }
}
