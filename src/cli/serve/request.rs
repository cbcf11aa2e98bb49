//! What is answered to whom: a page of another site, another machine or another user of this one gets nothing.

/// Where questions are let in.
#[derive(Debug)]
pub(super) struct Door {
    /// The part of the address that nobody can guess.
    pub token: String,
    /// The port that is listened on.
    pub port: u16,
}

/// A question, as far as it matters.
#[derive(Debug)]
pub(super) struct Asked<'r> {
    /// Whether it asks for something, and nothing else.
    pub reads: bool,
    /// The path, with what follows it.
    pub address: &'r str,
    /// Which machine the browser believes to ask.
    pub host: Option<&'r str>,
    /// Whose page asks, where a page does.
    pub origin: Option<&'r str>,
}

/// What is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// The page around the page, which loads it again after a change.
    Frame,
    /// The dossier, or the errors of the model.
    Page,
    /// Which making is shown, once it is another than this one.
    State(u64),
    /// Nothing, for a reason of this number.
    Refused(u16),
}

impl Door {
    /// What is answered to a question.
    ///
    /// A name of another site that leads to this machine (DNS rebinding) shows in the host, and the script of another page in the origin.
    pub fn answer(&self, asked: &Asked<'_>) -> Answer {
        let hosts = [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        let is_host = |name: &str| hosts.iter().any(|host| host == name);
        let is_ours = |origin: &str| origin.strip_prefix("http://").is_some_and(is_host);
        if !asked.host.is_some_and(is_host) || !asked.origin.is_none_or(is_ours) {
            return Answer::Refused(403);
        }
        if !asked.reads {
            return Answer::Refused(405);
        }
        let (path, query) = asked.address.split_once('?').unwrap_or((asked.address, ""));
        let inside =
            path.strip_prefix('/').and_then(|path| path.strip_prefix(&*self.token)).and_then(|path| path.strip_prefix('/'));
        match inside {
            Some("") => Answer::Frame,
            Some("dossier.html") => Answer::Page,
            Some("state") => Answer::State(query.strip_prefix("after=").and_then(|known| known.parse().ok()).unwrap_or(0)),
            Some(_) | None => Answer::Refused(404),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(address: &str, host: Option<&str>, origin: Option<&str>, reads: bool) -> Answer {
        Door { token: "t0k".to_owned(), port: 8420 }.answer(&Asked { reads, address, host, origin })
    }

    #[test]
    fn who_knows_the_address_is_let_in() {
        let host = Some("127.0.0.1:8420");
        assert_eq!(answer("/t0k/", host, None, true), Answer::Frame);
        assert_eq!(answer("/t0k/dossier.html?x", Some("localhost:8420"), Some("http://localhost:8420"), true), Answer::Page);
        assert_eq!(answer("/t0k/state?after=7", host, Some("http://127.0.0.1:8420"), true), Answer::State(7));
        assert_eq!(answer("/t0k/state?after=-1", host, None, true), Answer::State(0));
    }

    #[test]
    fn all_others_stay_outside() {
        let host = Some("127.0.0.1:8420");
        for address in ["/", "/t0k", "/t0kx/", "/other/", "/t0k/../t0k/", "/t0k//etc/passwd", "/t0k/%2e%2e/x", "", "t0k/", "*"] {
            assert_eq!(answer(address, host, None, true), Answer::Refused(404), "{address}");
        }
        for host in
            [None, Some(""), Some("evil.example"), Some("127.0.0.1"), Some("127.0.0.1:80"), Some("127.0.0.1:8420.evil.example")]
        {
            assert_eq!(answer("/t0k/", host, None, true), Answer::Refused(403), "{host:?}");
        }
        for origin in ["null", "", "http://evil.example", "https://127.0.0.1:8420", "http://127.0.0.1:8421"] {
            assert_eq!(answer("/t0k/", host, Some(origin), true), Answer::Refused(403), "{origin}");
        }
        assert_eq!(answer("/t0k/", host, None, false), Answer::Refused(405));
    }
}
