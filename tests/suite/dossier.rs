//! The dossier: one page that holds all documents, whose links lead somewhere and in which no text of a model becomes more than a text.

use std::collections::BTreeSet;
use std::path::Path;

use crate::program::{sms, write};
use crate::support::root;

/// The page that is built from a model.
fn page_of(folder: &Path, model: &str) -> String {
    write(folder, "m.sms", model);
    let run = sms(folder, &["build", "m.sms", "--keep-going", "--out", "d"]);
    assert!(run.code < 2, "{run:?}");
    std::fs::read_to_string(folder.join("d/dossier.html")).unwrap()
}

fn page(model: &str) -> String {
    page_of(tempfile::tempdir().unwrap().path(), model)
}

/// What stands behind `lead` up to the next quotation mark, wherever it occurs.
fn values<'p>(page: &'p str, lead: &str) -> Vec<&'p str> {
    page.split(lead).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn northwind() -> String {
    let folder = tempfile::tempdir().unwrap();
    let model = root().join("examples/northwind");
    let run = sms(folder.path(), &["build", model.to_str().unwrap(), "--keep-going", "--out", "d"]);
    assert!(run.code < 2, "{run:?}");
    std::fs::read_to_string(folder.path().join("d/dossier.html")).unwrap()
}

/// `%C3%B6` as the letter it stands for.
fn decoded(link: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = link.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_link_leads_somewhere_and_no_name_is_given_twice() {
    let page = northwind();
    let names = values(&page, " id=\"");
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), unique.len());
    let links = values(&page, " href=\"#");
    assert!(links.len() > 1000, "{}", links.len());
    for link in links {
        assert!(unique.contains(&*decoded(link)), "#{link} leads nowhere");
    }
    // Those that somebody keeps: a document, a section of it, a row.
    for kept in ["raci_matrix", "raci_matrix:incident_management", "party_register/acme", "role_list/managing_director"] {
        assert!(unique.contains(kept), "{kept}");
    }
}

#[test]
fn the_page_fetches_nothing_and_says_what_it_was_made_from() {
    let page = northwind();
    assert!(page.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"));
    for fetched in ["<link", "<img", "<iframe", "<form", " src=", " style=", "@import", "javascript:"] {
        assert!(!page.contains(fetched), "{fetched}");
    }
    for told in ["As of", "2026-11-21", "Written by", "Sum of the sources (SHA-256)", "certify nothing", "Open errors of the model"]
    {
        assert!(page.contains(told), "{told}");
    }
    // One script, at the end, and all content before it.
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.find("</main>").unwrap() < page.find("<script").unwrap());
}

#[test]
fn the_sum_changes_with_the_sources_and_with_nothing_else() {
    let sum = |model: &str| values(&page(model), "<code class=\"sum\">").concat()[..64].to_owned();
    let one = sum("site leeds \"Leeds\"");
    assert_eq!(one, sum("site leeds \"Leeds\""));
    assert_ne!(one, sum("site leeds \"Leeds\" // the first"));
}

/// What somebody could write to make a page do something.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "\\\" onmouseover=\\\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{constructor.constructor('alert(1)')()}}",
    "=HYPERLINK(\\\"http://x\\\")",
    "\\u{202e}gnp.exe",
    "a\\u{200b}b",
    "</svg><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "} @page { content: \\\"x\\\" } body{display:none",
    "*/ body { display: none } /*",
    "`${alert(1)}`",
    "javascript:alert(1)",
];

#[test]
fn no_text_of_a_model_becomes_more_than_a_text() {
    let model = |text: &str| {
        format!(
            "organisation o \"{text}\" {{ purpose: \"{text}\" }}\nrole lead \"{text}\"\nsite hall \"{text}\" {{ address: \"{text}\" }}\n\
             process desk \"{text}\" {{ owner: lead activity a \"{text}\" {{ accountable: lead, responsible: [lead] }} }}\n\
             service portal \"{text}\" {{ owner: lead }}\nrule odd \"{text}\" {{ severity: error each: s in site require: s.title is empty \
             message: \"{{s}} is odd\" help: \"{{s.address}}\" }}\n\
             register own \"{text}\" {{ chapter: \"{text}\" each: s in site column \"{text}\" = s.address }}\n"
        )
    };
    let harmless = page(&model("Plain"));
    let shape = |page: &str| (page.matches("<script").count(), page.matches("<style").count(), page.matches("<svg").count());
    for text in HOSTILE {
        let page = page(&model(text));
        assert_eq!(shape(&page), shape(&harmless), "{text}");
        assert!(["<img", "<body o", "\u{202e}", "\u{200b}"].iter().all(|harm| !page.contains(harm)), "{text}");
        // In the value of an attribute these are words; as an attribute they would do something.
        let tags = page.split('<').skip(1).filter_map(|rest| rest.split('>').next());
        let attributes: String = tags.flat_map(|tag| tag.split('"').step_by(2)).collect();
        assert!([" onload", " onerror", " onfocus", " onmouse"].iter().all(|harm| !attributes.contains(harm)), "{text}");
        assert!(!page.contains("href=\"javascript"), "{text}");
        let header = page.split("<style>").nth(2).unwrap().split("</style>").next().unwrap();
        assert!(header.starts_with("@page{@top-left{content:\"") && header.matches('}').count() == 2, "{header}");
    }
}

#[test]
fn addresses_lead_only_where_addresses_of_the_web_lead() {
    let page = page(
        "evidence a \"A\" { url: \"javascript:alert(1)\" }\nevidence b \"B\" { url: \"https://example.org/x?a=1&b=2\" }\n\
         evidence c \"C\" { url: \"data:text/html,x\" }\n",
    );
    let links: Vec<&str> = values(&page, " href=\"").into_iter().filter(|link| !link.starts_with('#')).collect();
    assert!(links.iter().all(|link| *link == "https://example.org/x?a=1&amp;b=2"), "{links:?}");
}

#[test]
fn a_title_of_a_hundred_thousand_letters_and_a_thousand_columns_are_shown() {
    let columns: String = (0..1000).map(|at| format!("column \"C{at}\" = s.address ")).collect();
    let wide =
        page(&format!("site hall \"Hall\" {{ address: \"here\" }}\nregister wide \"Wide\" {{ each: s in site {columns} }}\n"));
    assert!(wide.contains("C999") && wide.matches(">here<").count() >= 1000);
    let long = page(&format!("site hall \"{}end\" {{ address: \"here\" }}\n", "long ".repeat(20_000)));
    assert!(long.contains("long end"));
}

#[test]
fn registers_stand_in_the_chapters_they_name() {
    let register = |name: &str, chapter: &str| {
        format!("register {name} \"Register {name}\" {{ {chapter} each: r in role column \"Role\" = r }}\n")
    };
    let page = page(
        &("role lead \"Lead\"\n".to_owned()
            + &register("one", "chapter: \"Responsibilities\"")
            + &register("two", "chapter: \"Our own\"")
            + &register("three", "")),
    );
    let chapter = |title: &str| {
        let begin = page.find(&format!(">{title}</h2>")).unwrap_or_else(|| panic!("no chapter {title}"));
        let rest = &page[begin..];
        rest[..rest.find("</h2>").map_or(0, |head| head + rest[head + 5..].find("<h2").unwrap_or(rest.len() - head - 5))].to_owned()
    };
    assert!(chapter("Responsibilities").contains("id=\"one\""));
    assert!(chapter("Our own").contains("id=\"two\"") && !chapter("Our own").contains("id=\"one\""));
    assert!(chapter("Further registers").contains("id=\"three\""));
}

#[test]
fn the_library_names_no_chapter_that_has_no_place() {
    let places = std::fs::read_to_string(root().join("src/artefact/dossier.rs")).unwrap();
    let mut seen = 0;
    for file in std::fs::read_dir(root().join("stdlib/registers")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let registers = text.lines().filter(|line| line.starts_with("register ")).count();
        let chapters: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("chapter: ")).collect();
        assert_eq!(registers, chapters.len());
        for chapter in chapters {
            assert!(places.contains(chapter), "{chapter}");
            seen += 1;
        }
    }
    assert!(seen > 50);
}

#[test]
fn the_documents_are_listed_with_a_line_on_each() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "m.sms",
        "site leeds\n/// Where we sit. And more.\nregister seats \"Seats\" { each: s in site column \"S\" = s }\n",
    );
    let run = sms(folder.path(), &["build", "m.sms", "--list"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    for line in ["overview ", "raci_matrix ", "party_register "] {
        assert!(run.out.lines().any(|listed| listed.starts_with(line)), "{line}: {}", run.out);
    }
    assert!(run.out.lines().any(|line| line.starts_with("seats ") && line.ends_with("Seats: Where we sit")), "{}", run.out);
    assert!(run.out.lines().all(|line| line.split_once("  ").is_some_and(|(_, about)| !about.trim().is_empty())), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_folder_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    write(folder.path(), "m.sms", "site leeds\n");
    std::fs::create_dir(folder.path().join("d")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("d/csv")).unwrap();
    let run = sms(folder.path(), &["build", "m.sms", "--out", "d", "--format", "csv"]);
    assert!(run.code == 2 && run.err.contains("folder-in-the-way"), "{run:?}");
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}
