//! `sms serve`: the dossier in a browser, as it is after each save.
//!
//! It listens on this machine alone, below an address that nobody can guess, answers nothing but three questions and writes nothing.

mod page;
mod request;
mod watch;

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;
use tiny_http::{Header, Method, Request, Response, Server};

use super::Result;
use super::failure::{Failure, failure};
use super::output::Day;
use crate::report;
use request::{Answer, Asked, Door};

/// Show the dossier in a browser, and again after each save
///
/// Prints an address of this machine; open it in a browser. Whenever a file of the model is saved the page is made anew, and while the model
/// has errors it tells them in its place. Nothing is written, nobody on another machine can ask, and the address is another one each time.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files and folders of the model
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    /// The port to listen on; without it a free one is taken
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,

    #[command(flatten)]
    day: Day,
}

const EXAMPLES: &str = "\
Examples:
  sms serve                               the model of the current folder
  sms serve my-system --port 8420         another folder, on a port of your choice";

/// How many questions are answered at a time; who asks more is sent away.
const AT_A_TIME: usize = 32;

/// How long a question about changes waits for one.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is shown, and which making of it that is.
struct Shown {
    page: Mutex<(u64, Arc<str>)>,
    changed: Condvar,
}

impl Shown {
    fn now(&self) -> (u64, Arc<str>) {
        self.page.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows another page; one that is the same is no change.
    fn show(&self, page: String) {
        let mut shown = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        if *shown.1 != *page {
            *shown = (shown.0 + 1, page.into());
            self.changed.notify_all();
        }
    }

    /// Which making is shown, once it is another than `known`; the same after a while.
    fn after(&self, known: u64) -> u64 {
        let shown = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(shown, PATIENCE, |shown| shown.0 == known);
        waited.unwrap_or_else(PoisonError::into_inner).0.0
    }
}

/// Serves until the program is stopped.
pub fn run(arguments: &Arguments) -> Result {
    let at = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let server = Server::http(at).map_err(|error| cannot_listen(arguments.port, &error.to_string()))?;
    let port = server.server_addr().to_ip().map_or(arguments.port, |at| at.port());
    let door = Arc::new(Door { token: token()?, port });
    let make = || page::page(&arguments.paths, arguments.day.date());
    let shown = Arc::new(Shown { page: Mutex::new((1, make()?.into())), changed: Condvar::new() });
    // Before anything is told, so that no save is missed.
    let changes = watch::watch(&arguments.paths)?;
    let mut out = io::stdout().lock();
    out.write_all(report::printable(&format!("http://127.0.0.1:{port}/{}/\n", door.token)).as_bytes())?;
    out.flush()?;
    drop(out);
    let answering = (Arc::clone(&shown), Arc::clone(&door));
    std::thread::spawn(move || listen(&server, &answering.0, &answering.1));
    loop {
        changes.next().map_err(|reason| failure("not-watched", format!("the model is watched no longer: {reason}")))?;
        shown.show(make()?);
    }
}

fn cannot_listen(port: u16, reason: &str) -> Failure {
    let told = failure("cannot-listen", format!("port {port} of this machine cannot be used: {reason}"));
    told.help("take another one with `--port`, or leave it out: a free one is found then")
}

/// A part of the address that nobody can guess.
fn token() -> std::result::Result<String, Failure> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|error| failure("no-token", format!("this machine gives no random number: {error}")))?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn listen(server: &Server, shown: &Arc<Shown>, door: &Arc<Door>) {
    let busy = Arc::new(AtomicUsize::new(0));
    for request in server.incoming_requests() {
        if busy.fetch_add(1, Ordering::SeqCst) >= AT_A_TIME {
            busy.fetch_sub(1, Ordering::SeqCst);
            // Who has gone away misses nothing.
            let _ = request.respond(Response::empty(503));
            continue;
        }
        let (shown, door, busy) = (Arc::clone(shown), Arc::clone(door), Arc::clone(&busy));
        std::thread::spawn(move || {
            respond(request, &shown, &door);
            busy.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

fn respond(request: Request, shown: &Shown, door: &Door) {
    let header = |name: &'static str| {
        let mut found = request.headers().iter().filter(|header| header.field.equiv(name));
        let first = found.next().map(|header| header.value.as_str());
        // Said twice, nobody knows which of the two counts.
        if found.next().is_some() { Some("") } else { first }
    };
    let reads = matches!(request.method(), Method::Get | Method::Head);
    let answer = door.answer(&Asked { reads, address: request.url(), host: header("Host"), origin: header("Origin") });
    let (status, kind, policy, body) = match answer {
        Answer::Frame => (200, "text/html; charset=utf-8", page::POLICY_OF_FRAME.as_str(), page::FRAME.as_str().into()),
        Answer::Page => (200, "text/html; charset=utf-8", "frame-ancestors 'self'", shown.now().1),
        Answer::State(known) => (200, "text/plain; charset=utf-8", "default-src 'none'", shown.after(known).to_string().into()),
        Answer::Refused(status) => (status, "text/plain; charset=utf-8", "default-src 'none'", Arc::from("not here\n")),
    };
    let mut response = Response::from_data(body.as_bytes()).with_status_code(status);
    let headers = [
        ("Content-Type", kind),
        ("Content-Security-Policy", policy),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ];
    for (name, value) in headers {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // Who has gone away misses nothing.
    let _ = request.respond(response);
}
