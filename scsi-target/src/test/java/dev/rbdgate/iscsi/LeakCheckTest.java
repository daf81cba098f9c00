package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.jupiter.api.Test;

class LeakCheckTest {

    @Test
    void leaksOfBuffersAreLookedForAsCloselyAsPossible() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        assertThat(
                        ResourceLeakDetectorFactory.instance()
                                .newResourceLeakDetector(ByteBuf.class, 1)
                                .getClass()
                                .getEnclosingClass())
                .isEqualTo(LeakCheck.class);
    }
}
