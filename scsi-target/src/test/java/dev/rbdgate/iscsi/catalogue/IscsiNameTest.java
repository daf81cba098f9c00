package dev.rbdgate.iscsi.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IscsiNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iqn.2026-11.dev.rbdgate:demo",
                "iqn.2001-04.com.example",
                "iqn.1993-08.org.debian:01:abcdef",
                "eui.02004567a425678d",
                "naa.52004567ba64678d",
                "naa.62004567ba64678d0123456789abcdef"
            })
    void namesOfTheThreeKindsAreTaken(String name) {
        assertThat(IscsiName.normalize(name)).contains(name);
    }

    @Test
    void namesAreComparedInLowerCaseAndComposed() {
        assertThat(IscsiName.normalize("IQN.2026-11.Dev.RBDGate:DEMO"))
                .contains("iqn.2026-11.dev.rbdgate:demo");
        assertThat(IscsiName.normalize("iqn.2026-11.dev.rbdgate:gru\u0308n"))
                .isEqualTo(IscsiName.normalize("iqn.2026-11.dev.rbdgate:gr\u00fcn"))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        // Case folding that lower case alone does not do (RFC 3454 B.2).
        "stra\u00dfe, strasse",
        "\u03a3\u03c2, \u03c3\u03c3",
        // Compatibility forms: a ligature, a full width letter, a circled digit.
        "\ufb01, fi",
        "\uff21, a",
        "\u2460, 1",
        // Mapped to nothing (RFC 3454 B.1): a soft hyphen, a zero width joiner.
        "a\u00adb, ab",
        "a\u200db, ab",
    })
    void namesArePreparedAsTheProfileSays(String given, String prepared) {
        assertThat(IscsiName.normalize("iqn.2026-11.dev.rbdgate:" + given))
                .contains("iqn.2026-11.dev.rbdgate:" + prepared);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00a0",
                "\u3002",
                "\u200e",
                "\u2028",
                "\ue000",
                "\ufffd",
                "\ufdd0",
                "\u2ff0",
                "\ud800",
                "\u05d0",
                "\u0627",
                "a\u3000b"
            })
    void whatTheProfileProhibitsIsRefused(String part) {
        assertThat(IscsiName.normalize("iqn.2026-11.dev.rbdgate:" + part)).isEmpty();
    }

    @Test
    void lettersOfOtherScriptsWithTheirMarksAreTaken() {
        assertThat(IscsiName.normalize("iqn.2026-11.dev.rbdgate:\u0939\u093f\u0928\u094d"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "iqn.2026-13.dev.rbdgate:demo",
                "iqn.26-11.dev.rbdgate:demo",
                "iqn.2026-11.:demo",
                "iqn.2026-11.dev.rbdgate:",
                "iqn.2026-11.dev.rbdgate:a b",
                "iqn.2026-11.dev.rbdgate:a_b",
                "iqn.2026-11.dev.rbdgate:a/b",
                "iqn.2026-11.dev.rbdgate:a\u0000b",
                "eui.02004567a425678",
                "eui.02004567a425678dd",
                "eui.02004567a425678g",
                "naa.52004567ba64678d0",
                "*"
            })
    void whatIsNoNameIsRefused(String name) {
        assertThat(IscsiName.normalize(name)).isEmpty();
    }

    @Test
    void nameMayHave223BytesAndNoMore() {
        String start = "iqn.2026-11.dev.rbdgate:";
        String longest = start + "a".repeat(IscsiName.MAX_BYTES - start.length());
        assertThat(IscsiName.normalize(longest)).contains(longest);
        assertThat(IscsiName.normalize(longest + "a")).isEmpty();
    }
}
