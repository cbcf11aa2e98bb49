//! The tests of a rule as its examples.

use super::Scene;
use crate::library;
use crate::testing::{self, Test};
use crate::workspace;

/// Appends a small model in which the rule of this name finds something, and one in which it finds nothing, where tests hold them.
pub fn examples(scene: &Scene, rule: &str, out: &mut String) {
    let mut tests = testing::tests(&scene.model);
    tests.extend(of_library());
    // The one that shows the least else, and of several the shortest.
    let breaks = |test: &&Test| test.expect.iter().any(|name| name == rule);
    let broken = tests.iter().filter(breaks).min_by_key(|test| (test.expect.len(), test.given.len()));
    let keeps = |test: &&Test| test.expect.is_empty() && test.about.iter().any(|name| name == rule);
    let kept = tests.iter().filter(keeps).min_by_key(|test| test.given.len());
    for (heading, test) in [("It finds something here", broken), ("It finds nothing here", kept)] {
        let Some(test) = test else { continue };
        out.push_str(&format!("\n{heading}\n"));
        for line in test.given.trim_end().lines() {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        }
    }
}

fn of_library() -> Vec<Test> {
    let texts = library::rule_tests().iter().map(|file| (file.name.to_owned(), file.text.to_owned())).collect();
    let (model, _) = workspace::load_texts(texts).snapshot.understand();
    testing::tests(&model)
}
