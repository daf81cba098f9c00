package dev.rbdgate.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestPathTest {

    @Test
    void iscsiNamesAndTheWildcardStayAsTheyAre() {
        assertThat(RestPath.of("targets", "iqn.2026-11.dev.rbdgate:demo", "initiators", "*"))
                .hasToString("/targets/iqn.2026-11.dev.rbdgate:demo/initiators/*");
    }

    @Test
    void whatWouldEndASegmentIsEncoded() {
        assertThat(RestPath.of("images", "a/b?c#d%", "ä b"))
                .hasToString("/images/a%2Fb%3Fc%23d%25/%C3%A4%20b");
    }

    @Test
    void aQueryIsEncodedAndAbsentValuesAreLeftOut() {
        assertThat(RestPath.of("x").query("a", "1&2=3+4").query("b", null).query("c", "d"))
                .hasToString("/x?a=1%262%3D3%2B4&c=d");
    }
}
