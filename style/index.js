import './base.css';
import './work.css';
import './help.css';
import './run.css';
import './solution.css';
import './machine.css';
