#[test]
fn sample() {
    let mut sources = sms::source::Sources::new();
    let file = sources.add("s.sms", include_str!("sample.sms"), sms::source::Origin::Model);
    let p = sms::syntax::parse(&sources, file);
    eprintln!("{:#?}", p.tree.items.len());
    eprintln!("{:#?}", p.diagnostics);
    assert!(p.diagnostics.is_empty());
}
