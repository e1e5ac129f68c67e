//! The token of a server that is bound beyond loopback: in the address of the first page, then in a cookie.

use std::fs::File;
use std::io::{self, Read};

use axum::http::{HeaderMap, Uri, header};

/// Name of the cookie and of the parameter.
pub(crate) const NAME: &str = "token";
/// What the cookie is called; the port that the browser asks follows, for cookies of one host are sent to all
/// of its ports, where other servers may listen.
const COOKIE: &str = "holdem-token-";
/// Bytes of randomness.
const BYTES: usize = 16;

/// Makes a token of 32 hexadecimal digits from the system's randomness.
///
/// # Errors
/// If the system gives none.
pub(crate) fn make() -> io::Result<String> {
    let mut bytes = [0; BYTES];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Where a request has its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// It has none, or another.
    No,
    /// In the address: it is put into a cookie.
    InAddress,
    /// In a header or the cookie.
    Elsewhere,
}

/// Looks for the token of a request.
pub(crate) fn shown(token: &str, uri: &Uri, headers: &HeaderMap) -> Shown {
    let is_it = |found: &str| same(token.as_bytes(), found.as_bytes());
    let pairs = uri.query().unwrap_or("").split('&').filter_map(|pair| pair.split_once('='));
    if pairs.clone().any(|(name, value)| name == NAME && is_it(value)) {
        return Shown::InAddress;
    }
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let bearer = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|c| c.trim().split_once('='));
    let ours = cookie_name(headers);
    match bearer.is_some_and(is_it) || cookies.any(|(name, value)| name == ours && is_it(value)) {
        true => Shown::Elsewhere,
        false => Shown::No,
    }
}

/// The cookie that keeps a token.
pub(crate) fn cookie(token: &str, headers: &HeaderMap) -> String {
    format!("{}={token}; HttpOnly; SameSite=Strict; Path=/", cookie_name(headers))
}

/// The cookie of the port that a request was sent to, as the browser sees it: it may be forwarded to another.
fn cookie_name(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let port = host.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
    format!("{COOKIE}{}", port.unwrap_or(80))
}

/// Whether two texts are the same, in a time that does not tell how far they are.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |different, (a, b)| different | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_wherever_it_may_stand() {
        let token = make().unwrap();
        assert_eq!(token.len(), 2 * BYTES);
        assert_ne!(token, make().unwrap());
        let none = HeaderMap::new();
        let at = |uri: &str| shown(&token, &uri.parse().unwrap(), &none);
        assert_eq!(at(&format!("/?x=1&token={token}")), Shown::InAddress);
        assert_eq!((at("/"), at("/?token="), at("/?token=0")), (Shown::No, Shown::No, Shown::No));
        let with = |name: &'static str, value: String| {
            let host = ("host".parse().unwrap(), "localhost".parse().unwrap());
            let headers = [host, (name.parse().unwrap(), value.parse().unwrap())].into_iter().collect();
            shown(&token, &Uri::from_static("/"), &headers)
        };
        assert_eq!(with("authorization", format!("Bearer {token}")), Shown::Elsewhere);
        assert_eq!(with("cookie", format!("a=b; {COOKIE}80={token}")), Shown::Elsewhere);
        assert_eq!(with("cookie", format!("a={token}")), Shown::No);
    }

    #[test]
    fn servers_of_one_host_do_not_take_each_others_cookies() {
        let at = |host: &str| -> HeaderMap {
            [("host".parse().unwrap(), host.parse().unwrap())].into_iter().collect()
        };
        let token = make().unwrap();
        let kept = |of: &str, host: &str| cookie(of, &at(host)).split(';').next().unwrap().to_owned();
        for (ours, theirs) in [("a:1", "a:2"), ("a", "a:2"), ("[::1]:1", "[::1]:2"), ("[::1]", "[::1]:2")] {
            // A browser keeps cookies by their names, whatever the port, and sends all of them.
            let (first, second) = (kept(&token, ours), kept("0", theirs));
            assert_ne!(first.split('=').next(), second.split('=').next(), "{ours} {theirs}");
            let sent = |host: &str| {
                let mut headers = at(host);
                headers.insert(header::COOKIE, format!("{second}; {first}").parse().unwrap());
                shown(&token, &Uri::from_static("/"), &headers)
            };
            assert_eq!((sent(ours), sent(theirs)), (Shown::Elsewhere, Shown::No));
        }
    }
}
