//! Which hosts and origins are ours.
//!
//! A page of another site can make a browser send requests here, and a name of another site can be made to
//! point here (DNS rebinding). The first shows in `Origin` and `Sec-Fetch-Site`, the second in `Host`.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

/// The host of a `Host` header without its port.
fn host_name(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    }
}

/// Whether a request names this server: `localhost`, an address, or a name that was declared. On loopback
/// only addresses of loopback count.
pub(crate) fn is_our_host(headers: &HeaderMap, declared: Option<&str>, loopback: bool) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    let name = host_name(host);
    match name.parse::<IpAddr>() {
        Ok(address) => !loopback || address.is_loopback(),
        Err(_) => {
            let is = |ours: &str| name.eq_ignore_ascii_case(ours);
            is("localhost") || declared.is_some_and(is)
        }
    }
}

/// Whether a request comes from our own page, or from no page at all.
pub(crate) fn is_our_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(origin) = text(header::ORIGIN) {
        let host = text(header::HOST).unwrap_or("");
        let ours = ["http://", "https://"]
            .iter()
            .any(|scheme| origin.strip_prefix(scheme).is_some_and(|rest| rest.eq_ignore_ascii_case(host)));
        if !ours {
            return false;
        }
    }
    // A link from elsewhere may open the page; nothing else may come from there.
    let foreign = matches!(text(header::HeaderName::from_static("sec-fetch-site")), Some("cross-site"));
    let opens = matches!(text(header::HeaderName::from_static("sec-fetch-mode")), Some("navigate"));
    !foreign || opens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn names_that_point_here_by_rebinding_are_refused() {
        for host in ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "127.0.0.9"] {
            assert!(is_our_host(&headers(&[("host", host)]), None, true), "{host}");
        }
        for host in ["evil.example", "evil.example:8000", "localhost.evil.example", "192.168.1.2:80", "", "["]
        {
            assert!(!is_our_host(&headers(&[("host", host)]), None, true), "{host}");
        }
        assert!(!is_our_host(&headers(&[]), None, true));
        assert!(is_our_host(&headers(&[("host", "192.168.1.2:80")]), None, false));
        assert!(is_our_host(&headers(&[("host", "box.lan:80")]), Some("box.lan"), false));
        assert!(!is_our_host(&headers(&[("host", "evil.example")]), Some("box.lan"), false));
    }

    #[test]
    fn pages_of_others_are_refused() {
        let host = ("host", "127.0.0.1:8000");
        for origin in ["http://127.0.0.1:8000", "https://127.0.0.1:8000"] {
            assert!(is_our_origin(&headers(&[host, ("origin", origin)])), "{origin}");
        }
        for origin in ["http://evil.example", "null", "http://127.0.0.1:8001", "http://127.0.0.1:8000.evil"] {
            assert!(!is_our_origin(&headers(&[host, ("origin", origin)])), "{origin}");
        }
        assert!(is_our_origin(&headers(&[host])));
        let site = ("sec-fetch-site", "cross-site");
        assert!(!is_our_origin(&headers(&[host, site, ("sec-fetch-mode", "no-cors")])));
        assert!(is_our_origin(&headers(&[host, site, ("sec-fetch-mode", "navigate")])));
        assert!(is_our_origin(&headers(&[host, ("sec-fetch-site", "same-origin")])));
    }
}
