// Entry of the command line.
process.stdout.write('understudy\n');
