//! What is shown: the dossier, or what is wrong while it cannot be made; and the page around it, which loads it again.

use std::io;
use std::path::PathBuf;
use std::sync::LazyLock;

use maud::{DOCTYPE, PreEscaped, html};

use crate::cli::Outcome;
use crate::cli::build;
use crate::cli::check::outcome;
use crate::cli::failure::Failure;
use crate::cli::output::{ColorName, FormatName, Showing, Terminal, show};
use crate::diag::Severity;
use crate::quantity::Date;
use crate::workspace::{self, Checked, Telling, Told};
use crate::write::html::sum;

/// Loads the page in it again once another is shown. It keeps its place, since it is loaded again and not anew.
const SCRIPT: &str = include_str!("frame.js");

const STYLES: &str = "html,body,iframe{margin:0;border:0;width:100%;height:100%}iframe{display:block}";

/// The page around the page.
pub(super) static FRAME: LazyLock<String> = LazyLock::new(|| {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "sms" } style { (PreEscaped(STYLES)) } }
            body { iframe src="dossier.html" title="The dossier" {} script { (PreEscaped(SCRIPT)) } }
        }
    };
    page.into_string()
});

/// What the page around may do: show the page, ask for changes, and nothing else.
pub(super) static POLICY_OF_FRAME: LazyLock<String> = LazyLock::new(|| {
    let [styles, script] = [STYLES, SCRIPT].map(|content| sum(content.as_bytes()));
    format!(
        "default-src 'none'; frame-src 'self'; connect-src 'self'; style-src {styles}; script-src {script}; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    )
});

/// The page of a model as it stands on the disk.
///
/// # Errors
/// That the report could not be made.
pub(super) fn page(paths: &[PathBuf], today: Date) -> Result<String, Failure> {
    let loaded = workspace::load(paths, &mut io::empty());
    let checked = workspace::check(loaded, today);
    let told = checked.tell(&Telling::default());
    if outcome(&told, Severity::Error) == Outcome::Clean
        && let Some(page) = build::page(&checked, &told)
    {
        return Ok(page);
    }
    wrong(&checked, &told)
}

/// What is wrong, as `check` tells it.
fn wrong(checked: &Checked, told: &Told<'_>) -> Result<String, Failure> {
    let showing = Showing { format: FormatName::Terminal, color: ColorName::Never, quiet: false };
    let mut report = Vec::new();
    show(&showing, checked, told, Terminal::No, &mut report)?;
    let report = String::from_utf8_lossy(&report);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(format!("default-src 'none'; style-src {}", sum(WRONG.as_bytes())));
                meta name="color-scheme" content="light dark";
                title { "The model has errors" }
                style { (PreEscaped(WRONG)) }
            }
            body {
                h1 { "The model has errors" }
                p { "The dossier is shown again as soon as they are mended and saved." }
                pre { (report) }
            }
        }
    };
    Ok(page.into_string())
}

const WRONG: &str =
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem}pre{font:13px/1.45 ui-monospace,monospace;overflow-x:auto}";
