package dev.rbdgate.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void whatIsReadIsWrittenAgain() {
        String text =
                "{\"a\":[1,-2.5e3,\"x\\\"\\u0001ä\",true,false,null,{}],\"b\":{\"c\":[]},"
                        + "\"big\":18446744073709551615}";

        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }

    @Test
    void anythingButOneValueIsRefused() {
        for (String text : new String[] {"", "{", "{} {}", "[1,", "nope", "{\"a\"}", "]"}) {
            assertThatThrownBy(() -> Json.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
