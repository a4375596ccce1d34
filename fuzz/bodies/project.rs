//! Any bytes are a project file, overrides or a profile, or are refused with a place and a remedy.

use holdfast_config::settings::Settings;
use holdfast_config::{ConfigErrors, overrides, project, text_of};

pub fn run(data: &[u8]) {
    let text = match text_of(data, "fuzz.toml") {
        Ok(text) => text,
        Err(errors) => return sound(&errors, data),
    };
    match project::parse(text, "fuzz.toml") {
        Ok(project) => {
            assert!((1..=60).contains(&project.levels.len()));
            assert!(project.seismic.is_some() || project.wind.is_some());
            assert!(
                project
                    .levels
                    .iter()
                    .all(|level| level.height_ft.is_finite() && level.height_ft > 0.0)
            );
        }
        Err(errors) => sound(&errors, data),
    }
    let levels = ["Level 1", "Level 2"];
    let no_length = |text: &str| Err(format!("{text} is no length"));
    if let Err(errors) = overrides::parse(text, "fuzz.toml", &levels, &no_length) {
        sound(&errors, data);
    }
    if let Err(errors) = Settings::load(Some((text, "fuzz.toml")), []) {
        sound(&errors, data);
    }
}

fn sound(errors: &ConfigErrors, data: &[u8]) {
    let lines = data.iter().filter(|byte| **byte == b'\n').count() + 1;
    assert!(!errors.errors().is_empty());
    for error in errors.errors() {
        assert!((1..=lines).contains(&(error.line as usize)), "{error}");
        assert!(error.column >= 1 && !error.what.is_empty(), "{error}");
        assert!(
            !error.remedy.is_empty() || !error.allowed.is_empty(),
            "{error}"
        );
        let said = error.to_string();
        assert!(
            said.len() < 2_000 && !said.contains(char::is_control),
            "{said}"
        );
    }
}
