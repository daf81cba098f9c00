package dev.rbdgate.scsi.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log pages of a unit. */
public final class LogPages {

    /** Page and subpage code of the page that lists the pages. */
    public static final int SUPPORTED_PAGES = 0x00;

    /** Subpage code of the page that lists the pages with their subpages. */
    public static final int SUPPORTED_SUBPAGES = 0xff;

    private static final List<LogPage> ALL =
            List.of(
                    new ErrorCounterPage(0x02, Traffic.WRITE),
                    new ErrorCounterPage(0x03, Traffic.READ),
                    new ErrorCounterPage(0x05, Traffic.VERIFY),
                    new NonMediumErrorPage(),
                    new ProvisioningPage(),
                    new StartStopCyclePage(),
                    FixedListPage.SOLID_STATE_MEDIA,
                    new ProtocolSpecificPortPage(),
                    new GeneralStatisticsPage(),
                    FixedListPage.INFORMATIONAL_EXCEPTIONS);

    private static final int HEADER_BYTES = 4;

    /** DS: what the page tells is not saved. */
    private static final int DS = 0x80;

    private static final int SPF = 0x40;

    private LogPages() {}

    public static boolean isSupported(int page, int subpage) {
        return isList(page, subpage) || (subpage == 0 && find(page) != null);
    }

    private static boolean isList(int page, int subpage) {
        return page == SUPPORTED_PAGES && (subpage == 0 || subpage == SUPPORTED_SUBPAGES);
    }

    private static @Nullable LogPage find(int page) {
        for (LogPage each : ALL) {
            if (each.page() == page) {
                return each;
            }
        }
        return null;
    }

    /**
     * A whole page, from a parameter on.
     *
     * @param pointer code of the first parameter wanted
     * @return null if there is no such page, or none of its parameters is so high
     */
    public static byte @Nullable [] render(
            int page, int subpage, PageControl control, int pointer, LogSource source) {
        if (isList(page, subpage)) {
            return pointer == 0 ? supported(subpage) : null;
        }
        LogPage found = subpage == 0 ? find(page) : null;
        if (found == null) {
            return null;
        }
        List<LogParameter> parameters = found.parameters(source);
        if (pointer > 0 && parameters.stream().noneMatch(it -> it.code() >= pointer)) {
            return null;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (LogParameter parameter : parameters) {
            if (parameter.code() >= pointer) {
                content.writeBytes(parameter.render(control));
            }
        }
        return assemble(DS | page, 0, content.toByteArray());
    }

    private static byte[] supported(int subpage) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        if (subpage == 0) {
            content.write(SUPPORTED_PAGES);
            ALL.forEach(each -> content.write(each.page()));
            return assemble(SUPPORTED_PAGES, 0, content.toByteArray());
        }
        content.writeBytes(new byte[] {SUPPORTED_PAGES, 0});
        content.writeBytes(new byte[] {SUPPORTED_PAGES, (byte) SUPPORTED_SUBPAGES});
        ALL.forEach(each -> content.writeBytes(new byte[] {(byte) each.page(), 0}));
        return assemble(SPF | SUPPORTED_PAGES, SUPPORTED_SUBPAGES, content.toByteArray());
    }

    private static byte[] assemble(int first, int subpage, byte[] content) {
        return ByteBuffer.allocate(HEADER_BYTES + content.length)
                .put((byte) first)
                .put((byte) subpage)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    /** Sets the counters of every page to zero, or of one that is supported. */
    public static void reset(int page, UnitCounters counters) {
        for (LogPage each : ALL) {
            if (page == SUPPORTED_PAGES || page == each.page()) {
                each.reset(counters);
            }
        }
    }
}
