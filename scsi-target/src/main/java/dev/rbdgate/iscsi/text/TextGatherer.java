package dev.rbdgate.iscsi.text;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;

/** Puts together text that goes on over several PDUs (the C bit, RFC 7143 6.2). */
public final class TextGatherer {

    private ByteBuf gathered = Unpooled.EMPTY_BUFFER;

    /**
     * Adds one PDU's text.
     *
     * @param text is not released
     * @throws TextFormatException when there is more than {@link KeyValues#MAX_TEXT_BYTES}
     */
    public void add(ByteBuf text) throws TextFormatException {
        if (gathered.readableBytes() + text.readableBytes() > KeyValues.MAX_TEXT_BYTES) {
            throw new TextFormatException("text longer than " + KeyValues.MAX_TEXT_BYTES);
        }
        if (gathered.capacity() == 0) {
            gathered = Unpooled.buffer(text.readableBytes(), KeyValues.MAX_TEXT_BYTES);
        }
        gathered.writeBytes(text, text.readerIndex(), text.readableBytes());
    }

    /** The pairs of all text since the last call. */
    public Map<String, String> take() throws TextFormatException {
        ByteBuf all = gathered;
        gathered = Unpooled.EMPTY_BUFFER;
        return KeyValues.parse(all);
    }
}
