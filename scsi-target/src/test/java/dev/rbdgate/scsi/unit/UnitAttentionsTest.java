package dev.rbdgate.scsi.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.context.UnitAttention;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class UnitAttentionsTest {

    private final UnitAttentions attentions = new UnitAttentions();

    @Test
    void conditionsAreToldOnceEachInTheirOrder() {
        for (UnitAttention attention : UnitAttention.values()) {
            attentions.raise(attention);
            attentions.raise(attention);
        }

        assertThat(Arrays.stream(UnitAttention.values()).map(UnitAttention::sense))
                .allSatisfy(expected -> assertThat(attentions.take()).isEqualTo(expected));
        assertThat(attentions.take()).isNull();
    }

    @Test
    void aLaterConditionOfHigherRankIsToldFirst() {
        attentions.raise(UnitAttention.LUNS_CHANGED);
        attentions.raise(UnitAttention.RESET);

        assertThat(attentions.take()).isEqualTo(UnitAttention.RESET.sense());
        assertThat(attentions.take()).isEqualTo(UnitAttention.LUNS_CHANGED.sense());
    }

    @Test
    void aClearedConditionIsNotTold() {
        attentions.raise(UnitAttention.LUNS_CHANGED);
        attentions.clear(UnitAttention.LUNS_CHANGED);
        attentions.clear(UnitAttention.RESET);

        assertThat(attentions.take()).isNull();
    }

    @Test
    void theCodesAreThoseOfTheStandard() {
        assertThat(Arrays.stream(UnitAttention.values()).map(UnitAttention::sense).map(Sense::asc))
                .containsExactly(
                        0x2900, 0x2903, 0x2907, 0x2f00, 0x2a05, 0x2a03, 0x2a04, 0x2a09, 0x2a01,
                        0x2a02, 0x2a06, 0x2a10, 0x2800, 0x3f05, 0x3f0e, 0x477f, 0x3807);
    }
}
