import { z } from 'zod';
import yaml from 'yaml';
import { Command } from 'commander';
console.log(typeof z, typeof yaml, typeof Command);
