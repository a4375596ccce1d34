//! The date of a submittal: the one the project file gives, in whichever of the usual ways.

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    /// Year, 1900 to 2999.
    pub(crate) year: u16,
    /// Month, 1 to 12.
    pub(crate) month: u8,
    /// Day, 1 to 31.
    pub(crate) day: u8,
}

impl Day {
    /// The day meant by `2026-11-20`, `11/20/2026`, `November 20, 2026` or `20 Nov 2026`; `None`
    /// where the text is none of these.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .take(4)
            .collect();
        let [a, b, c] = words[..] else { return None };
        let iso = a.len() == 4;
        let (year, month, day) = if iso {
            (a, month_number(b)?, c)
        } else if let Some(month) = month_name(a) {
            (c, month, b)
        } else if let Some(month) = month_name(b) {
            (c, month, a)
        } else {
            (c, month_number(a)?, b)
        };
        let year = year.parse().ok().filter(|y| (1900..3000).contains(y))?;
        let day = day.trim_end_matches(|c: char| c.is_alphabetic());
        let day = day.parse().ok().filter(|d| (1..=31).contains(d))?;
        Some(Self { year, month, day })
    }

    /// `2026-11-20T00:00:00Z`.
    pub(crate) fn timestamp(self) -> String {
        format!(
            "{:04}-{:02}-{:02}T00:00:00Z",
            self.year, self.month, self.day
        )
    }
}

fn month_number(text: &str) -> Option<u8> {
    month_name(text).or_else(|| text.parse().ok().filter(|m| (1..=12).contains(m)))
}

fn month_name(text: &str) -> Option<u8> {
    const NAMES: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let start = text.get(..3)?.to_ascii_lowercase();
    // Twelve names, so the index fits.
    NAMES.iter().position(|n| *n == start).map(|i| i as u8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_ways_of_writing_a_date_mean_one_day() {
        let day = Some(Day {
            year: 2026,
            month: 11,
            day: 20,
        });
        for text in [
            "2026-11-20",
            "11/20/2026",
            "November 20, 2026",
            "20 Nov 2026",
            "Nov 20th, 2026",
        ] {
            assert_eq!(Day::parse(text), day, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "soon",
            "2026",
            "13/40/2026",
            "2026-13-01",
            "1-2-3-4",
            "é-é-é",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
