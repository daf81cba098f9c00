package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.iscsi.pdu.AsyncMessage;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import io.netty.buffer.ByteBufUtil;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SCSI events on their way to the initiator (RFC 7143 11.9). */
class AsynchronousMessageTest {

    private static final Sense LUNS_CHANGED = Sense.of(SenseKey.UNIT_ATTENTION, 0x3f0e);

    private final TargetFixture fixture = new TargetFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void unitAttentionIsToldAsEvent0WithItsSenseData() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        fixture.router().transport.asynchronousEvent(0x0003000000000000L, LUNS_CHANGED);
        AsyncMessage message = initiator.receive(AsyncMessage.class);
        assertThat(message.event()).isZero();
        assertThat(message.lun()).isEqualTo(0x0003000000000000L);
        assertThat(ByteBufUtil.hexDump(message.data()))
                .isEqualTo("0012" + "700006000000000a000000003f0e00000000");
        initiator.send(initiator.nop("it took a StatSN"));
        assertThat(initiator.receive(NopIn.class).numbers().statSn())
                .isEqualTo(message.numbers().statSn() + 1);
    }

    @Test
    void eventAfterTheEndOfTheSessionIsForgotten() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        ScriptedRouter router = fixture.router();
        initiator.close();
        router.nexusLost.join();
        router.transport.asynchronousEvent(0, LUNS_CHANGED);
        assertThat(fixture.target.sessions()).isEmpty();
    }
}
