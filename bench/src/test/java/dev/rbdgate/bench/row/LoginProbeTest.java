package dev.rbdgate.bench.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LoginProbeTest {

    private static final String TARGET = "iqn.2026-11.dev.rbdgate:a";

    @Test
    void aRequestIsAnImmediateLoginFromTheOperationalStageToFullFeaturePhase() {
        byte[] request = LoginProbe.request(TARGET);
        assertThat(request[0]).isEqualTo((byte) 0x43);
        assertThat(request[1]).isEqualTo((byte) 0x87);
        assertThat(request.length % 4).isZero();
        String text = new String(request, 48, request.length - 48, StandardCharsets.UTF_8);
        assertThat(text).contains("TargetName=" + TARGET + "\0");
        assertThat(request[7]).isEqualTo((byte) text.strip().replaceAll("\0+$", "\0").length());
    }

    @Test
    void statusClass0IsAccepted() throws IOException {
        assertThat(answered(0)).isTrue();
    }

    @Test
    void anyOtherStatusIsNot() throws IOException {
        assertThat(answered(3)).isFalse();
    }

    @Test
    void nobodyListeningIsNot() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        assertThat(LoginProbe.accepted(port, TARGET)).isFalse();
    }

    private static boolean answered(int statusClass) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = Thread.startVirtualThread(() -> answer(server, statusClass));
            boolean accepted = LoginProbe.accepted(server.getLocalPort(), TARGET);
            answering.interrupt();
            return accepted;
        }
    }

    private static void answer(ServerSocket server, int statusClass) {
        try (Socket socket = server.accept()) {
            byte[] header = new byte[48];
            header[0] = 0x23;
            header[36] = (byte) statusClass;
            var _ = socket.getInputStream().readNBytes(LoginProbe.request(TARGET).length);
            socket.getOutputStream().write(header);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
