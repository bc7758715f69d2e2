package com.passkit.cdc.cli;

/** How the program ends. The numbers are part of the contract with the operator. */
public enum ExitCode {
    DONE(0, "done"),
    CHECK_FAILED(1, "check found a failure"),
    USAGE(2, "usage or configuration"),
    SOURCE_REFUSED(3, "the source refused"),
    POSITION_GONE(4, "the position is gone from the server"),
    ENDPOINT_REFUSED(5, "the endpoint refused"),
    STATE_UNUSABLE(6, "the state directory cannot be used"),
    DEFECT(70, "a defect of this program");

    private final int number;
    private final String words;

    ExitCode(int number, String words) {
        this.number = number;
        this.words = words;
    }

    public int number() {
        return number;
    }

    /** The last line on stderr: which code, why, and what helps. */
    public String line(String detail) {
        return "passkit-cdc: exit " + number + " (" + words + "): " + detail.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
