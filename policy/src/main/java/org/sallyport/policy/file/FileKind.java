package org.sallyport.policy.file;

import java.util.List;
import java.util.Locale;

/**
 * Kinds of files as people speak of them, each a set of media types. The types are those that Tika names; see the
 * <a href="https://www.iana.org/assignments/media-types/">IANA registry</a> for the others.
 */
public enum FileKind {
    /** What a computer runs as it is. */
    PROGRAM(
            "application/x-msdownload",
            "application/x-dosexec",
            "application/vnd.microsoft.portable-executable",
            "application/x-executable",
            "application/x-elf",
            "application/x-sharedlib",
            "application/x-object",
            "application/x-mach-o",
            "application/x-mach-o-executable",
            "application/x-ms-installer",
            "application/x-msi",
            "application/java-archive",
            "application/java-vm",
            "application/vnd.android.package-archive",
            "application/x-ms-shortcut",
            "application/x-apple-diskimage",
            "application/x-debian-package",
            "application/x-rpm"),
    /** What an interpreter runs. */
    SCRIPT(
            "application/x-bat",
            "application/x-sh",
            "application/x-csh",
            "application/javascript",
            "text/javascript",
            "text/x-vbscript",
            "text/x-vbasic",
            "text/x-vbdotnet",
            "text/x-python",
            "text/x-perl",
            "text/x-php",
            "text/x-ruby",
            "application/x-powershell",
            "text/x-powershell",
            "application/hta",
            "text/x-msdos-batch"),
    /** What holds other files. */
    ARCHIVE(
            "application/zip",
            "application/gzip",
            "application/x-gzip",
            "application/x-bzip*",
            "application/x-xz",
            "application/x-7z-compressed",
            "application/x-rar-compressed*",
            "application/vnd.rar",
            "application/x-tar",
            "application/x-gtar",
            "application/vnd.ms-cab-compressed",
            "application/x-lzma",
            "application/zstd",
            "application/x-iso9660-image",
            "application/java-archive",
            "application/x-archive",
            "application/x-arj",
            "application/x-lha"),
    /** What offices write. */
    DOCUMENT(
            "application/pdf",
            "application/rtf",
            "application/msword",
            "application/vnd.ms-excel*",
            "application/vnd.ms-word*",
            "application/vnd.ms-powerpoint*",
            "application/vnd.ms-outlook*",
            "application/vnd.ms-project*",
            "application/vnd.ms-visio*",
            "application/vnd.ms-works",
            "application/vnd.openxmlformats-officedocument.*",
            "application/vnd.oasis.opendocument.*",
            "application/vnd.visio*",
            "application/x-tika-msoffice",
            "application/x-tika-ooxml",
            "application/vnd.apple.*",
            "application/postscript",
            "text/csv"),
    IMAGE("image/*"),
    AUDIO("audio/*"),
    VIDEO("video/*", "application/mp4", "application/vnd.rn-realmedia"),
    TEXT("text/*");

    private final String types;

    FileKind(String... types) {
        this.types = String.join(" ", types);
    }

    /** The word of the document, such as {@code program}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its media types; {@code *} stands for any characters. */
    public List<String> types() {
        return List.of(types.split(" "));
    }
}
