package dev.rbdgate.gateway.control;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the content of an image travels. */
public enum ContentFormat {
    /** The device's bytes. */
    RAW("raw"),
    /** What {@code rbd export-diff} writes by default. */
    DIFF_V1("diff-v1"),
    /** The same with the length of every record. */
    DIFF_V2("diff-v2"),
    /** An image with its snapshots: {@code rbd export --export-format 2}. */
    IMAGE_V2("image-v2");

    private final String text;

    ContentFormat(String text) {
        this.text = text;
    }

    /** The format of a request. */
    public static ContentFormat of(String text) {
        return Arrays.stream(values())
                .filter(it -> it.text.equals(text))
                .findFirst()
                .orElseThrow(() ->
                        RefusedException.invalid(
                                "format",
                                "'%s' is no format: %s"
                                        .formatted(
                                                text,
                                                Arrays.stream(values())
                                                        .map(it -> it.text)
                                                        .collect(Collectors.joining(", ")))));
    }
}
