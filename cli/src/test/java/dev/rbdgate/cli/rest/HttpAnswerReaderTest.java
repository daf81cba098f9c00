package dev.rbdgate.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpAnswerReaderTest {

    private static HttpAnswer read(String bytes) throws IOException {
        return new HttpAnswerReader(
                        new ByteArrayInputStream(bytes.getBytes(StandardCharsets.UTF_8)))
                .read();
    }

    @Test
    void aLengthBoundsTheBody() throws IOException {
        HttpAnswer answer = read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Y:  z \r\n\r\nabcdef");

        assertThat(answer.body()).isEqualTo("abc");
        assertThat(answer.header("x-y")).isEqualTo("z");
    }

    @Test
    void chunksAreJoined() throws IOException {
        String answer =
                String.join(
                        "\r\n",
                        "HTTP/1.1 200 OK",
                        "Transfer-Encoding: chunked",
                        "",
                        "3;name=value",
                        "abc",
                        "A",
                        "0123456789",
                        "0",
                        "",
                        "");

        assertThat(read(answer).body()).isEqualTo("abc0123456789");
    }

    @Test
    void withoutALengthTheBodyEndsWithTheConnection() throws IOException {
        assertThat(read("HTTP/1.0 200 OK\r\n\r\nä").body()).isEqualTo("ä");
    }

    @Test
    void interimResponsesArePassedOver() throws IOException {
        assertThat(read("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 \r\n\r\n"))
                .extracting(HttpAnswer::status, HttpAnswer::body)
                .containsExactly(204, "");
    }

    @Test
    void whatBreaksTheProtocolIsAnError() {
        for (String bytes :
                new String[] {
                    "",
                    "HTTP/1.1",
                    "HTTP/1.1 999 X\r\n\r\n",
                    "SSH-2.0-x 200\r\n\r\n",
                    "HTTP/1.1 200 OK\r\n",
                    "HTTP/1.1 200 OK\r\nnocolon\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
                    "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nab",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n80000000\r\n",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                    "HTTP/1.1 200 OK\r\nX: " + "y".repeat(20_000) + "\r\n\r\n",
                    "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(300) + "\r\n",
                }) {
            assertThatThrownBy(() -> read(bytes))
                    .as(bytes.substring(0, Math.min(40, bytes.length())))
                    .isInstanceOf(IOException.class);
        }
    }
}
