// Bare Node: starts and says so. What any program in Node needs before its first line.
import process from 'node:process';

process.stdout.write('SENT\n', () => process.exit());
