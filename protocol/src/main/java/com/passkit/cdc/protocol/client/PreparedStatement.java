package com.passkit.cdc.protocol.client;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * A statement that the server has prepared, to be executed any number of times on the connection that prepared it.
 * Values go both ways in binary form, in which nothing is rounded. What a parameter may be:
 * <pre>
 * null                          NULL
 * Byte, Short, Integer, Long    a signed integer
 * BigInteger, BigDecimal        an exact number
 * Float, Double                 a DOUBLE
 * Boolean                       1 or 0
 * String                        text
 * byte[]                        bytes
 * LocalDate, LocalDateTime      'YYYY-MM-DD', 'YYYY-MM-DD hh:mm:ss.ffffff'
 * Duration                      a TIME: '-hhh:mm:ss.ffffff'
 * </pre>
 * Threading: any thread; executions wait for those before them.
 */
public interface PreparedStatement extends AutoCloseable {

    /** @return number of its place-holders */
    int parameterCount();

    /** @return the columns of its result; none for a statement that returns no rows */
    TableDescriptor columns();

    /**
     * Executes it and streams its result.
     *
     * @param handler    receives the rows
     * @param parameters one for each place-holder, in order
     * @return the running query
     * @throws IllegalArgumentException when there are more or fewer parameters, or one is of another type
     */
    ResultStream query(ResultHandler handler, Object... parameters);

    /**
     * Executes it and passes over rows, if it returns any.
     *
     * @param parameters one for each place-holder, in order
     * @return what it did
     * @throws IllegalArgumentException when there are more or fewer parameters, or one is of another type
     */
    CompletableFuture<StatementResult> execute(Object... parameters);

    /** Lets the server forget it, behind the executions that were asked for; returns at once. */
    @Override
    void close();
}
