package dev.rbdgate.bench.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PartsTest {

    private static boolean selected(String glob, String benchmark) {
        return Pattern.compile(Parts.expression(glob)).matcher(benchmark).find();
    }

    @Test
    void aGlobSelectsClasses() {
        assertThat(selected("*", "dev.rbdgate.bench.parts.Striping.pieces")).isTrue();
        assertThat(selected("Pdu*", "dev.rbdgate.bench.parts.PduDecoding.decode")).isTrue();
        assertThat(selected("Pdu*", "dev.rbdgate.bench.parts.Striping.pieces")).isFalse();
        assertThat(selected("Stri", "dev.rbdgate.bench.parts.Striping.pieces")).isFalse();
    }
}
