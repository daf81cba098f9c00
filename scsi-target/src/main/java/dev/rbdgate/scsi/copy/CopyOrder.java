package dev.rbdgate.scsi.copy;

import java.util.List;

/**
 * A copy that was asked for, checked as far as it can be before it starts.
 *
 * @param serviceAction of the command
 * @param identified whether the initiator will ask about it by its list identifier
 * @param immediate whether the command ends when the copy starts
 */
public record CopyOrder(
        int serviceAction,
        long listId,
        boolean identified,
        boolean immediate,
        List<? extends CopyJob.Step> steps) {

    /**
     * @throws dev.rbdgate.scsi.Refusal for what the whole list is refused for
     */
    public static CopyOrder of(int serviceAction, CopyList list, CopyDomain domain) {
        return new CopyOrder(
                serviceAction,
                list.listId(),
                list.identified(),
                list.immediate(),
                SegmentStep.all(list, domain));
    }
}
