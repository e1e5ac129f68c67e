//! The token of a server that is bound beyond loopback: in the address of the first page, then in a cookie.

use std::fs::File;
use std::io::{self, Read};

use axum::http::{HeaderMap, Uri, header};

/// Name of the cookie and of the parameter.
pub(crate) const NAME: &str = "token";
/// What the cookie is called.
const COOKIE: &str = "holdem-token";
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
    match bearer.is_some_and(is_it) || cookies.any(|(name, value)| name == COOKIE && is_it(value)) {
        true => Shown::Elsewhere,
        false => Shown::No,
    }
}

/// The cookie that keeps a token.
pub(crate) fn cookie(token: &str) -> String {
    format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/")
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
            let headers = [(name.parse().unwrap(), value.parse().unwrap())].into_iter().collect();
            shown(&token, &Uri::from_static("/"), &headers)
        };
        assert_eq!(with("authorization", format!("Bearer {token}")), Shown::Elsewhere);
        assert_eq!(with("cookie", format!("a=b; {COOKIE}={token}")), Shown::Elsewhere);
        assert_eq!(with("cookie", format!("a={token}")), Shown::No);
    }
}
