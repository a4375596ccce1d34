//! `results.json`: all of the results, for other programs. Its schema is `docs/results.schema.json`.

use serde_json::Value;

use crate::ReportError;
use crate::results::{FORMAT, Results};

/// Keys whose value may rightly be `null`; any other `null` was a number that is not finite.
const NULLABLE: [&str; 4] = ["seismic", "wind", "move_in", "verdict"];

/// Writes `results.json`: UTF-8, two spaces of indent, keys in the order of the types, the shortest
/// decimals that read back to the same number, and a newline at the end. The same results give the
/// same bytes.
///
/// # Errors
/// [`ReportError::NotFinite`] names the first number that is NaN or infinite.
pub fn write(results: &Results) -> Result<Vec<u8>, ReportError> {
    // The one number that may be missing would else pass as missing.
    if let Some(at) = results
        .clashes
        .iter()
        .position(|c| c.move_in.is_some_and(|m| !m.is_finite()))
    {
        return Err(ReportError::NotFinite {
            path: format!("clashes[{at}].move_in"),
        });
    }
    let mut value = serde_json::to_value(results).map_err(|e| fault(&e))?;
    let mut path = String::new();
    settle(&mut value, &mut path, false)?;
    let mut bytes = serde_json::to_vec_pretty(&value).map_err(|e| fault(&e))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads `results.json` back.
///
/// # Errors
/// [`ReportError::Json`] with line and column where it is no such file, [`ReportError::Format`]
/// where it was written by a later version.
pub fn read(bytes: &[u8]) -> Result<Results, ReportError> {
    #[derive(serde::Deserialize)]
    struct Head {
        format: u32,
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|e| fault(&e))?;
    if head.format > FORMAT {
        return Err(ReportError::Format {
            found: head.format,
            known: FORMAT,
        });
    }
    serde_json::from_slice(bytes).map_err(|e| fault(&e))
}

fn fault(error: &serde_json::Error) -> ReportError {
    ReportError::Json {
        line: error.line(),
        column: error.column(),
        what: error.to_string(),
    }
}

/// Refuses what is not finite, and writes minus zero as zero: the two print differently but mean the
/// same.
fn settle(value: &mut Value, path: &mut String, nullable: bool) -> Result<(), ReportError> {
    match value {
        Value::Null if !nullable => Err(ReportError::NotFinite { path: path.clone() }),
        Value::Number(number) => {
            if number
                .as_f64()
                .is_some_and(|x| x == 0.0 && x.is_sign_negative())
            {
                *value = Value::from(0.0);
            }
            Ok(())
        }
        Value::Array(items) => {
            let here = path.len();
            for (index, item) in items.iter_mut().enumerate() {
                path.push_str(&format!("[{index}]"));
                settle(item, path, false)?;
                path.truncate(here);
            }
            Ok(())
        }
        Value::Object(fields) => {
            let here = path.len();
            for (key, field) in fields.iter_mut() {
                if here > 0 {
                    path.push('.');
                }
                path.push_str(key);
                settle(field, path, NULLABLE.contains(&key.as_str()))?;
                path.truncate(here);
            }
            Ok(())
        }
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}
