import './base.css';
import './help.css';
import './run.css';
import './solution.css';
