package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.background.BackgroundWork;
import dev.rbdgate.scsi.background.EraseJob;

/** Begins background work for a command and answers it. */
final class BackgroundAnswer {

    private BackgroundAnswer() {}

    /**
     * @param immediate IMMED: whether to answer when the work is accepted, or when it has ended
     */
    static void begin(Execution run, EraseJob job, boolean immediate, long fullLength) {
        BackgroundWork.Submission submission = run.unit().begin(job, run.task());
        if (!immediate) {
            run.detach();
        }
        Later.then(
                run,
                immediate ? submission.accepted() : submission.finished(),
                () -> run.good(fullLength));
    }
}
