"""The rules of an interview: floor 0, standard library only, no I/O, no clock, no globals.

Values come in, values go out: the time, randomness and linear-time regex matching are passed in as arguments.
"""
