#[test]
fn show() {
    let Ok(path) = std::env::var("SHOW") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    for case in text.split("=====\n") {
    let mut sources = sms::source::Sources::new();
    let file = sources.add("s.sms", case, sms::source::Origin::Model);
    let p = sms::syntax::parse(&sources, file);
    println!("{case}");
    for d in &p.diagnostics {
        println!("   --> {} {:?}: {} | {:?} help={:?} fix={:?}", d.source.id(), d.span().map(|s| sources.position(s)), d.message,
            d.span().map(|s| sources.text(s)), d.help, d.fix.as_ref().map(|f| &f.title));
    }
    for item in &p.tree.items {
        if let sms::syntax::tree::Item::Entity(e) = item { println!("   entity {:?} {} members, broken {}", e.id.map(|n| sources.text(n.span)), e.members.len(), e.broken); }
        else { println!("   other"); }
    }
    println!("--------");
    }
}
