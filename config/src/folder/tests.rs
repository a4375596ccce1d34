//! What a person is promised of a project's folder.

use std::fs;

use tempfile::TempDir;

use super::*;

fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("project.toml"), "[project]\n").unwrap();
    fs::create_dir(folder.path().join("drawings")).unwrap();
    folder
}

fn put(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).unwrap();
}

#[track_caller]
fn refused(folder: &TempDir, parts: &[&str]) {
    let said = ProjectFolder::open(folder.path()).unwrap_err().to_string();
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
}

#[test]
fn drawings_are_sorted_and_the_rest_is_listed_with_its_reason() {
    let folder = project();
    for name in [
        "b.DXF",
        "a.dwg",
        "C.Dxf",
        "plan.pdf",
        ".hidden.dxf",
        "~$a.dwg",
        "notes",
        "old.bak",
    ] {
        put(&folder, &format!("drawings/{name}"), "0");
    }
    fs::create_dir(folder.path().join("drawings/old")).unwrap();
    let opened = ProjectFolder::open(folder.path()).unwrap();
    let names: Vec<&str> = opened
        .drawings
        .iter()
        .map(|drawing| drawing.name.as_str())
        .collect();
    assert_eq!(names, ["C.Dxf", "a.dwg", "b.DXF"]);
    assert_eq!(opened.drawings[1].kind, DrawingKind::Dwg);
    let ignored: Vec<(&str, &str)> = opened
        .ignored
        .iter()
        .map(|one| (one.name.as_str(), one.why))
        .collect();
    assert_eq!(ignored.len(), 6);
    assert!(ignored.contains(&(
        "plan.pdf",
        "PDF is not read yet: export the sheet as DXF or DWG"
    )));
    assert!(ignored.contains(&("old", "a folder: put drawings into drawings/ itself")));
    assert_eq!(opened.read(&opened.drawings[0].file).unwrap(), b"0");
    opened.require_input().unwrap();
}

#[test]
fn what_is_missing_is_named_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    refused(
        &folder,
        &["project.toml: there is no such file", "holdfast new"],
    );
    let error = ProjectFolder::open(folder.path().join("none"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("none: the project's folder cannot be opened"),
        "{error}"
    );
    put(&folder, "project.toml", "");
    let error = ProjectFolder::open(folder.path().join("project.toml"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("it is not a folder; name the folder that holds project.toml"),
        "{error}"
    );
    let opened = ProjectFolder::open(folder.path()).unwrap();
    let error = opened.require_input().unwrap_err().to_string();
    assert!(
        error.contains("nothing to design from; put drawings"),
        "{error}"
    );
}

#[test]
fn one_wall_table_is_enough() {
    let folder = project();
    put(&folder, "walls.csv", "");
    let opened = ProjectFolder::open(folder.path()).unwrap();
    assert!(matches!(opened.walls, Some(WallTableFile::Csv(_))));
    opened.require_input().unwrap();
    put(&folder, "walls.toml", "");
    refused(
        &folder,
        &["walls.toml and walls.csv are both there; keep one of them"],
    );
}

#[test]
fn a_file_over_its_limit_is_refused_before_it_is_read() {
    let folder = project();
    put(&folder, "drawings/a.dxf", "0123456789");
    let limits = FolderLimits {
        drawing_bytes: 9,
        ..FolderLimits::default()
    };
    let error = ProjectFolder::open_within(folder.path(), limits)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("a.dxf: it holds 10 bytes, at most 9 are read"),
        "{error}"
    );

    // a sparse file of two gigabytes takes no room and is not read either
    let large = fs::File::create(folder.path().join("drawings/b.dwg")).unwrap();
    large.set_len(2 << 30).unwrap();
    refused(&folder, &["b.dwg: it holds 2147483648 bytes"]);
}

#[test]
fn a_file_that_grows_or_goes_after_it_was_seen_is_refused() {
    let folder = project();
    put(&folder, "drawings/a.dxf", "0");
    let limits = FolderLimits {
        drawing_bytes: 9,
        ..FolderLimits::default()
    };
    let opened = ProjectFolder::open_within(folder.path(), limits).unwrap();
    put(&folder, "drawings/a.dxf", "0123456789");
    let error = opened.read(&opened.drawings[0].file).unwrap_err();
    assert!(matches!(error, FolderError::TooLarge { .. }), "{error}");
    fs::remove_file(folder.path().join("drawings/a.dxf")).unwrap();
    let error = opened.read(&opened.drawings[0].file).unwrap_err();
    assert!(matches!(error, FolderError::Gone { .. }), "{error}");
}

#[test]
fn too_many_drawings_or_entries_are_refused() {
    let folder = project();
    for n in 0..4 {
        put(&folder, &format!("drawings/{n}.dxf"), "");
    }
    let limits = FolderLimits {
        drawings: 3,
        ..FolderLimits::default()
    };
    let error = ProjectFolder::open_within(folder.path(), limits)
        .unwrap_err()
        .to_string();
    assert!(error.contains("more than 3 drawings"), "{error}");
    let limits = FolderLimits {
        entries: 3,
        ..FolderLimits::default()
    };
    let error = ProjectFolder::open_within(folder.path(), limits)
        .unwrap_err()
        .to_string();
    assert!(error.contains("more than 3 entries"), "{error}");
}

#[test]
fn a_folder_where_a_file_should_be_is_refused() {
    let folder = project();
    fs::create_dir(folder.path().join("overrides.toml")).unwrap();
    refused(
        &folder,
        &["overrides.toml: it is a folder, not a plain file"],
    );
    let folder = project();
    fs::create_dir(folder.path().join("drawings/a.dxf")).unwrap();
    refused(&folder, &["a.dxf: it is a folder, not a plain file"]);
    let folder = tempfile::tempdir().unwrap();
    put(&folder, "project.toml", "");
    put(&folder, "drawings", "");
    refused(&folder, &["drawings: it is not a folder"]);
    let folder = project();
    put(&folder, ".holdfast", "");
    refused(&folder, &[".holdfast: it is not a folder"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    use super::*;

    #[test]
    fn links_that_leave_the_folder_are_refused_wherever_they_stand() {
        let outside = tempfile::tempdir().unwrap();
        put(&outside, "secret.toml", "key = 1");
        put(&outside, "secret.dxf", "0");
        for name in [
            "project.toml",
            "walls.toml",
            "walls.csv",
            "overrides.toml",
            "catalog.toml",
            "drawings/a.dxf",
        ] {
            let folder = project();
            let _ = fs::remove_file(folder.path().join(name));
            symlink(outside.path().join("secret.toml"), folder.path().join(name)).unwrap();
            refused(
                &folder,
                &[
                    name,
                    "leads out of the project's folder",
                    "copy the file into the folder",
                ],
            );
        }
        for name in ["drawings", ".holdfast"] {
            let folder = project();
            let _ = fs::remove_dir(folder.path().join(name));
            symlink(outside.path(), folder.path().join(name)).unwrap();
            refused(&folder, &[name, "leads out of the project's folder"]);
        }
        let folder = project();
        symlink(
            "../../../../etc/passwd",
            folder.path().join("drawings/p.dxf"),
        )
        .unwrap();
        let said = ProjectFolder::open(folder.path()).unwrap_err().to_string();
        assert!(said.contains("p.dxf"), "{said}");
    }

    #[test]
    fn a_drawing_that_becomes_a_link_out_of_the_folder_is_not_read() {
        let outside = tempfile::tempdir().unwrap();
        put(&outside, "secret.dxf", "secret");
        let folder = project();
        put(&folder, "drawings/a.dxf", "0");
        let opened = ProjectFolder::open(folder.path()).unwrap();
        fs::remove_file(folder.path().join("drawings/a.dxf")).unwrap();
        symlink(
            outside.path().join("secret.dxf"),
            folder.path().join("drawings/a.dxf"),
        )
        .unwrap();
        let error = opened.read(&opened.drawings[0].file).unwrap_err();
        assert!(matches!(error, FolderError::LeavesFolder { .. }), "{error}");
    }

    #[test]
    fn links_within_the_folder_are_followed() {
        let folder = project();
        put(&folder, "a.dxf", "0");
        symlink("../a.dxf", folder.path().join("drawings/a.dxf")).unwrap();
        let opened = ProjectFolder::open(folder.path()).unwrap();
        assert_eq!(opened.read(&opened.drawings[0].file).unwrap(), b"0");
    }

    #[test]
    fn links_in_a_circle_or_to_nowhere_are_refused() {
        let folder = project();
        symlink("b.dxf", folder.path().join("drawings/a.dxf")).unwrap();
        symlink("a.dxf", folder.path().join("drawings/b.dxf")).unwrap();
        refused(&folder, &["the link cannot be followed"]);
        let folder = project();
        symlink("none", folder.path().join("walls.csv")).unwrap();
        refused(&folder, &["walls.csv: the link cannot be followed"]);
    }

    #[test]
    fn a_project_folder_may_itself_be_a_link() {
        let folder = project();
        put(&folder, "walls.csv", "");
        let beside = tempfile::tempdir().unwrap();
        symlink(folder.path(), beside.path().join("link")).unwrap();
        ProjectFolder::open(beside.path().join("link")).unwrap();
    }

    #[test]
    fn pipes_and_sockets_are_refused_without_opening_them() {
        let folder = project();
        let path = folder.path().join("drawings/a.dxf");
        if !Command::new("mkfifo")
            .arg(&path)
            .status()
            .is_ok_and(|status| status.success())
        {
            println!("skipped: pipes_and_sockets_are_refused_without_opening_them: no mkfifo");
            return;
        }
        refused(&folder, &["a.dxf: it is a pipe, not a plain file"]);
        let folder = project();
        let _socket =
            std::os::unix::net::UnixListener::bind(folder.path().join("walls.csv")).unwrap();
        refused(&folder, &["walls.csv: it is a socket, not a plain file"]);
    }

    #[test]
    fn names_that_cannot_be_shown_are_refused() {
        let folder = project();
        put(&folder, "drawings/a\u{1b}[31m.dxf", "");
        refused(
            &folder,
            &["the file's name holds the control character U+001B; rename it"],
        );
        let folder = project();
        put(&folder, "drawings/a\u{202E}fxd.dxf", "");
        refused(&folder, &["U+202E"]);
        let folder = project();
        let name = std::ffi::OsStr::from_bytes(b"a\xFF.dxf");
        fs::write(folder.path().join("drawings").join(name), "").unwrap();
        refused(&folder, &["the file's name is not UTF-8"]);
    }
}
