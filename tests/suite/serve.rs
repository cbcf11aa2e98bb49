//! `sms serve`, spoken to over a socket as a browser and as somebody else would.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::program::write;

const MODEL: &str = "organisation acme \"Acme\"\nscope s { standard: iso20000, phase: initiate }\nrole lead \"Lead of the desk\"\n";

/// A program that serves, until it is dropped.
struct Serving {
    program: Child,
    port: u16,
    /// The path with the token: `/…/`.
    path: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.program.kill().unwrap();
        self.program.wait().unwrap();
    }
}

fn serve(folder: &Path) -> Serving {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sms"));
    command.current_dir(folder).args(["serve", "model", "--as-of", "2026-11-21"]).stdout(Stdio::piped());
    let mut program = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let (port, path) = line.trim().strip_prefix("http://127.0.0.1:").and_then(|rest| rest.split_once('/')).unwrap();
    Serving { program, port: port.parse().unwrap(), path: format!("/{path}") }
}

impl Serving {
    /// What comes back for these lines.
    fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // It may have hung up before all was sent.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.raw(&format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port))
    }

    /// Waits for another making than `known`; gives its number.
    fn after(&self, known: u64) -> u64 {
        let answer = self.get(&format!("{}state?after={known}", self.path));
        answer.rsplit("\r\n\r\n").next().unwrap().trim().parse().unwrap_or_else(|_| panic!("{answer}"))
    }

    fn page(&self) -> String {
        self.get(&format!("{}dossier.html", self.path))
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or(answer)
}

#[test]
fn the_page_follows_what_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", MODEL);
    let serving = serve(folder.path());
    let frame = serving.get(&serving.path);
    assert!(status(&frame) == "200" && frame.contains("connect-src 'self'") && frame.contains("dossier.html"), "{frame}");
    let page = serving.page();
    assert!(page.contains("Lead of the desk") && page.contains("default-src 'none'"), "{page}");
    assert_eq!(serving.after(0), 1);

    write(folder.path(), "model/a.sms", MODEL.replace("Lead of the desk", "Head of the desk"));
    assert_eq!(serving.after(1), 2);
    assert!(serving.page().contains("Head of the desk"));

    // A model that has errors tells them, and the page comes back.
    write(folder.path(), "model/a.sms", format!("{MODEL}process p {{ owner: <nobody> }}\n"));
    assert_eq!(serving.after(2), 3);
    let wrong = serving.page();
    assert!(wrong.contains("The model has errors") && wrong.contains("&lt;nobody&gt;") && !wrong.contains("<nobody>"), "{wrong}");
    write(folder.path(), "model/a.sms", MODEL);
    assert_eq!(serving.after(3), 4);
    assert!(serving.page().contains("Lead of the desk"));
    // A new file counts as well, and nothing was written.
    write(folder.path(), "model/b.sms", "role clerk \"Clerk\"\n");
    assert_eq!(serving.after(4), 5);
    let files: Vec<_> = std::fs::read_dir(folder.path().join("model")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
}

#[test]
fn nobody_else_is_let_in() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", MODEL);
    let serving = serve(folder.path());
    let (path, port) = (&serving.path, serving.port);
    let ask = |line: &str, headers: &str| serving.raw(&format!("{line} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"));
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    for (line, headers, wanted) in [
        (format!("GET {path}"), String::new(), "403"),
        (format!("GET {path}"), format!("Host: evil.example:{port}\r\n"), "403"),
        (format!("GET {path}"), format!("{host}Host: evil.example\r\n"), "403"),
        (format!("GET {path}dossier.html"), format!("{host}Origin: http://evil.example\r\n"), "403"),
        (format!("POST {path}"), format!("{host}Content-Length: 0\r\n"), "405"),
        (format!("PUT {path}dossier.html"), format!("{host}Content-Length: 0\r\n"), "405"),
        ("GET /".to_owned(), host.clone(), "404"),
        (format!("GET {path}../../etc/passwd"), host.clone(), "404"),
        (format!("GET {path}%2e%2e/model/a.sms"), host.clone(), "404"),
        (format!("GET /{}/", "0".repeat(32)), host.clone(), "404"),
    ] {
        let answer = ask(&line, &headers);
        assert_eq!(status(&answer), wanted, "{line} {headers}: {answer}");
        assert!(!answer.contains("Acme"), "{line} {headers}");
    }
    // Nonsense and heads without end neither stop it nor get anything.
    let long = format!("GET {path} HTTP/1.1\r\n{host}X: {}\r\n\r\n", "x".repeat(1 << 20));
    for request in ["\r\n\r\n", "GET", "\u{0}\u{1}\u{2}\r\n\r\n", &long] {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let _ = stream.write_all(request.as_bytes());
    }
    assert_eq!(status(&serving.get(path)), "200");
    // It listens on this machine alone.
    assert!(TcpStream::connect_timeout(&format!("127.0.0.2:{port}").parse().unwrap(), Duration::from_millis(200)).is_err());
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", MODEL);
    let run = crate::program::sms(folder.path(), &["serve", "model", "--port", &port]);
    assert!(run.code == 2 && run.err.contains("cannot-listen") && run.err.contains(&port), "{run:?}");
}
