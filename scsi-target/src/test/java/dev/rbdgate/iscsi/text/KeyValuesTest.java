package dev.rbdgate.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyValuesTest {

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    @Test
    void pairsKeepTheirOrder() throws TextFormatException {
        assertThat(KeyValues.parse(text("b=2\0a=1\0c=\0")))
                .containsExactly(entry("b", "2"), entry("a", "1"), entry("c", ""));
    }

    @Test
    void valueMayHoldEqualsSigns() throws TextFormatException {
        assertThat(KeyValues.parse(text("X-a=b=c\0"))).containsExactly(entry("X-a", "b=c"));
    }

    @Test
    void lastZeroMayBeMissingAndSurplusZerosDoNoHarm() throws TextFormatException {
        assertThat(KeyValues.parse(text("a=1\0\0\0b=2"))).hasSize(2);
    }

    @Test
    void emptyTextHasNoPairs() throws TextFormatException {
        assertThat(KeyValues.parse(text(""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "novalue\0",
                "=value\0",
                "a b=c\0",
                "a=1\0a=2\0",
                "k\u00e4y=1\0",
                "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg=1\0"
            })
    void malformedTextIsRefused(String malformed) {
        assertThatThrownBy(() -> KeyValues.parse(text(malformed)))
                .isInstanceOf(TextFormatException.class);
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        assertThatThrownBy(() -> KeyValues.parse(Unpooled.wrappedBuffer(new byte[] {'a', '=', -1})))
                .isInstanceOf(TextFormatException.class);
    }

    @Test
    void numberOfPairsIsLimited() throws TextFormatException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < KeyValues.MAX_PAIRS; i++) {
            text.append("k").append(i).append("=v\0");
        }
        assertThat(KeyValues.parse(text(text.toString()))).hasSize(KeyValues.MAX_PAIRS);
        assertThatThrownBy(() -> KeyValues.parse(text(text + "more=v\0")))
                .isInstanceOf(TextFormatException.class);
    }

    @Test
    void lengthOfAValueIsLimited() {
        assertThatThrownBy(() ->
                        KeyValues.parse(text("a=" + "x".repeat(KeyValues.MAX_VALUE_BYTES + 1))))
                .isInstanceOf(TextFormatException.class);
    }

    @Test
    void encodedPairsEndInZero() {
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put("a", "1");
        pairs.put("b", "2");
        assertThat(KeyValues.encode(pairs)).isEqualTo(text("a=1\0b=2\0"));
    }

    @Test
    void continuedTextIsPutTogether() throws TextFormatException {
        TextGatherer gatherer = new TextGatherer();
        gatherer.add(text("InitiatorNa"));
        gatherer.add(text("me=x\0a"));
        gatherer.add(text("=1\0"));
        assertThat(gatherer.take()).containsExactly(entry("InitiatorName", "x"), entry("a", "1"));
        assertThat(gatherer.take()).isEmpty();
    }

    @Test
    void continuedTextIsLimited() throws TextFormatException {
        TextGatherer gatherer = new TextGatherer();
        gatherer.add(text("x".repeat(KeyValues.MAX_TEXT_BYTES)));
        assertThatThrownBy(() -> gatherer.add(text("x"))).isInstanceOf(TextFormatException.class);
    }
}
