//! A traced calculation as text for people.

use holdfast_engineering::trace::{Line, Origin, Quantity};

/// The lines of a calculation, numbered, each with formula, values, reference and origins.
pub(crate) fn text(lines: &[Line]) -> String {
    let mut out = String::new();
    for (n, line) in lines.iter().enumerate() {
        out.push_str(&format!("{:>3}. {}\n", n + 1, line.title));
        out.push_str(&format!("     {}\n", line.formula));
        for quantity in &line.inputs {
            out.push_str(&format!(
                "       {:<44} {}\n",
                value(quantity),
                origin(&quantity.origin)
            ));
        }
        out.push_str(&format!("     = {}", value(&line.result)));
        if let Some(verdict) = &line.verdict {
            out.push_str(&format!("   [{verdict}]"));
        }
        out.push_str(&format!("\n     {}\n\n", line.reference));
    }
    out
}

fn value(q: &Quantity) -> String {
    let number = number(q.value);
    if q.unit.is_empty() {
        format!("{} = {number}", q.symbol)
    } else {
        format!("{} = {number} {}", q.symbol, q.unit)
    }
}

/// Six significant digits, without a tail of zeros.
fn number(v: f64) -> String {
    if v == 0.0 || !v.is_finite() {
        return format!("{v}");
    }
    let digits = (5 - v.abs().log10().floor() as i32).clamp(0, 9);
    let text = format!("{v:.*}", digits as usize);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::File(place) => format!("({place})"),
        Origin::Drawing {
            sheet,
            layer,
            entity,
        } => format!("({sheet}, layer {layer}, entity {entity})"),
        Origin::Table(name) => format!("({name})"),
        Origin::Assumed(why) => format!("(assumed: {why})"),
        Origin::Computed => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_six_digits_and_no_tail() {
        assert_eq!(number(9523.541), "9523.54");
        assert_eq!(number(0.25), "0.25");
        assert_eq!(number(1_234_567.0), "1234567");
        assert_eq!(number(0.0), "0");
        assert_eq!(number(0.000_123_456_7), "0.000123457");
    }

    #[test]
    fn a_line_says_formula_values_origin_and_reference() {
        let lines = [Line {
            title: "Rod strength".into(),
            formula: "Pn/Ω = 0.75 Fu Ab/2.0".into(),
            inputs: vec![Quantity {
                symbol: "Fu".into(),
                value: 58.0,
                unit: "ksi".into(),
                origin: Origin::Table("ASTM A36".into()),
            }],
            result: Quantity {
                symbol: "Pn/Ω".into(),
                value: 9.5235,
                unit: "kip".into(),
                origin: Origin::Computed,
            },
            reference: "AISC 360-16 §J3.6".into(),
            verdict: Some("0.82 ≤ 1.00, passes".into()),
        }];
        let said = text(&lines);
        for part in [
            "Rod strength",
            "0.75 Fu Ab",
            "Fu = 58 ksi",
            "(ASTM A36)",
            "= Pn/Ω = 9.5235 kip",
            "[0.82",
            "§J3.6",
        ] {
            assert!(said.contains(part), "{part} is missing in\n{said}");
        }
    }
}
