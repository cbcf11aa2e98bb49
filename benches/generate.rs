//! Writes a generated model to a folder: `cargo run --release --example generate -- 10000 FOLDER`.

// A program of its own: arguments in, files out.
#![allow(clippy::disallowed_methods)]

mod generator;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(entities), Some(folder)) = (arguments.next().and_then(|count| count.parse().ok()), arguments.next()) else {
        eprintln!("usage: generate ENTITIES FOLDER");
        std::process::exit(2);
    };
    std::fs::create_dir_all(&folder)?;
    for (name, text) in generator::model(entities) {
        std::fs::write(std::path::Path::new(&folder).join(name), text)?;
    }
    Ok(())
}
