package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;

/**
 * What an entry matches: the whole key, its fields one behind the other, the first the most significant.
 *
 * @param value 0 where the mask is
 * @param mask ones where the key must be as the value
 * @param priority the higher wins; 0 in tables where entries have none
 */
public record Match(BigInteger value, BigInteger mask, int priority) {}
