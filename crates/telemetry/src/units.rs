//! Numbers for people: three significant digits, SI prefixes, a space before the unit.

const PREFIXES: [&str; 7] = ["", "k", "M", "G", "T", "P", "E"];

/// Formats a number with an SI prefix: `0`, `4.25`, `999`, `12.3 M`. A number that is not finite is `-`.
///
/// ```
/// assert_eq!(holdem_telemetry::units::si(12_345_678.0), "12.3 M");
/// ```
pub fn si(value: f64) -> String {
    let (number, prefix) = scaled(value);
    if prefix.is_empty() { number } else { format!("{number} {prefix}") }
}

/// Formats a number with an SI prefix and a unit: `1.20 M it/s`, `353 MB`.
///
/// ```
/// assert_eq!(holdem_telemetry::units::si_unit(1_204_000.0, "it/s"), "1.20 M it/s");
/// ```
pub fn si_unit(value: f64, unit: &str) -> String {
    format!("{} {unit}", si(value))
}

/// Formats a number of bytes, in powers of 1,000: `353 MB`.
///
/// ```
/// assert_eq!(holdem_telemetry::units::bytes(353_000_000), "353 MB");
/// ```
pub fn bytes(bytes: u64) -> String {
    let (number, prefix) = scaled(bytes as f64);
    format!("{number} {prefix}B")
}

/// Formats a number of seconds: `25 ms`, `4.50 s`, `1 min 20 s`, `2 h 05 min`, `3 d 04 h`. One that is not
/// finite is `-`.
///
/// ```
/// assert_eq!(holdem_telemetry::units::duration(80.4), "1 min 20 s");
/// ```
pub fn duration(secs: f64) -> String {
    if !secs.is_finite() {
        return "-".to_owned();
    }
    let secs = secs.max(0.0);
    let whole = secs.round() as u64;
    match whole {
        _ if secs < 0.0005 => "0 s".to_owned(),
        _ if secs < 0.9995 => format!("{:.0} ms", secs * 1e3),
        _ if secs < 59.95 => format!("{} s", three_digits(secs)),
        0..3_600 => format!("{} min {:02} s", whole / 60, whole % 60),
        3_600..86_400 => format!("{} h {:02} min", whole / 3_600, whole / 60 % 60),
        _ => format!("{} d {:02} h", whole / 86_400, whole / 3_600 % 24),
    }
}

/// Formats a whole number of seconds, as a clock shows it: `0 s`, `45 s`, `1 min 20 s`, `2 h 05 min`.
///
/// ```
/// assert_eq!(holdem_telemetry::units::clock(45), "45 s");
/// ```
pub fn clock(secs: u64) -> String {
    if secs < 60 { format!("{secs} s") } else { duration(secs as f64) }
}

/// Formats a part of a whole: `42 %`, `99 %` up to, and `100 %` only at, the end.
pub fn percent(fraction: f64) -> String {
    format!("{:.0} %", (fraction * 100.0).floor())
}

/// Three digits and the prefix.
fn scaled(value: f64) -> (String, &'static str) {
    if !value.is_finite() {
        return ("-".to_owned(), "");
    }
    let mut scaled = value;
    let mut step = 0;
    // 999.5 would be shown as 1000.
    while scaled.abs() >= 999.5 && step + 1 < PREFIXES.len() {
        scaled /= 1e3;
        step += 1;
    }
    // A number without prefix may be a count: it is not given decimals it does not have.
    let text =
        if step == 0 && scaled.fract() == 0.0 { format!("{}", scaled + 0.0) } else { three_digits(scaled) };
    (text, PREFIXES[step])
}

/// Three significant digits, for numbers below 1,000.
fn three_digits(value: f64) -> String {
    match value.abs() {
        x if x < 9.995 => format!("{value:.2}"),
        x if x < 99.95 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_have_three_digits_and_never_read_one_thousand() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (7.0, "7"),
            (4.254, "4.25"),
            (43.21, "43.2"),
            (999.0, "999"),
            (999.4, "999"),
            (999.5, "1.00 k"),
            (1_000.0, "1.00 k"),
            (9_994.0, "9.99 k"),
            (9_996.0, "10.0 k"),
            (999_499.0, "999 k"),
            (999_500.0, "1.00 M"),
            (12_345_678.0, "12.3 M"),
            (280e6, "280 M"),
            (-1_500.0, "-1.50 k"),
            (1.5e18, "1.50 E"),
            (f64::NAN, "-"),
            (f64::INFINITY, "-"),
        ];
        for (value, text) in cases {
            assert_eq!(si(value), text, "{value}");
        }
    }

    #[test]
    fn bytes_have_their_unit() {
        let cases =
            [(0, "0 B"), (999, "999 B"), (1_000, "1.00 kB"), (353_400_000, "353 MB"), (24 << 30, "25.8 GB")];
        cases.into_iter().for_each(|(value, text)| assert_eq!(bytes(value), text));
    }

    #[test]
    fn durations_show_two_units_at_most() {
        let cases = [
            (0.0, "0 s"),
            (-3.0, "0 s"),
            (0.025, "25 ms"),
            (0.999_4, "999 ms"),
            (0.999_6, "1.00 s"),
            (4.5, "4.50 s"),
            (59.94, "59.9 s"),
            (59.96, "1 min 00 s"),
            (80.4, "1 min 20 s"),
            (3_599.4, "59 min 59 s"),
            (3_599.6, "1 h 00 min"),
            (7_500.0, "2 h 05 min"),
            (273_600.0, "3 d 04 h"),
            (f64::INFINITY, "-"),
        ];
        cases.into_iter().for_each(|(value, text)| assert_eq!(duration(value), text, "{value}"));
    }

    #[test]
    fn a_hundred_percent_means_the_end() {
        assert_eq!(
            (percent(0.999_9), percent(1.0), percent(0.0)),
            ("99 %".into(), "100 %".into(), "0 %".into())
        );
    }

    proptest! {
        #[test]
        fn what_is_shown_is_within_half_a_percent(value in 1e-1..1e18_f64) {
            let text = si(value);
            let (number, prefix) = text.split_once(' ').unwrap_or((&text, ""));
            let power = PREFIXES.iter().position(|&p| p == prefix).unwrap() as i32;
            let shown = number.parse::<f64>().unwrap() * 1e3_f64.powi(power);
            let tolerance = (value * 5.1e-3).max(5.1e-3);
            prop_assert!((shown - value).abs() <= tolerance, "{value} shown as {text}");
        }
    }
}
